using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Relais.Hosting;

/// <summary>Reads the settings that the Functions host knows for every function: %NAME% inside triggers, and the switches that disable one.</summary>
internal sealed class FunctionSettings(IConfiguration configuration)
{
    /// <summary>Replaces every <c>%NAME%</c> by that setting; the answer is false, with the missing name, when one is not set.</summary>
    public bool TryExpand(string text, out string expanded, [NotNullWhen(false)] out string? missing)
    {
        var result = new StringBuilder();
        var position = 0;
        missing = null;
        expanded = text;
        while (position < text.Length)
        {
            var open = text.IndexOf('%', position);
            var close = open < 0 ? -1 : text.IndexOf('%', open + 1);
            if (close < 0) break;
            var name = text[(open + 1)..close];
            if (Find(name) is not { Length: > 0 } value)
            {
                missing = name;
                return false;
            }
            result.Append(text, position, open - position).Append(value);
            position = close + 1;
        }
        expanded = result.Append(text, position, text.Length - position).ToString();
        return true;
    }

    /// <summary>Whether <c>AzureWebJobs.{name}.Disabled</c>, or its spelling with underscores, is <c>1</c> or <c>true</c>.</summary>
    public bool IsDisabled(string function) =>
        IsTrue(configuration[$"AzureWebJobs.{function}.Disabled"]) || IsTrue(configuration[$"AzureWebJobs_{function}_Disabled"]);

    private string? Find(string name) => configuration[name] ?? configuration[name.Replace("__", ":", StringComparison.Ordinal)];

    private static bool IsTrue(string? value) => value is "1" || string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);
}
