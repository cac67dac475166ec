using System.Text.Json;
using Relais.Hosting;

namespace Relais.Operations.Checks;

/// <summary>Compares the queues that the package beside the program tells the Functions host to drain with those that this app would fill.</summary>
internal static class SettingsPackage
{
    /// <summary>The functions whose function.json names another queue, or another kind of queue, than the settings make; none where there is no package.</summary>
    /// <param name="directory">Where the folders of the functions lie.</param>
    /// <param name="prefix">As `Relais:Prefix` says; a package is written with the one of its publish.</param>
    /// <param name="onBus">Whether Service Bus carries the messages here.</param>
    public static IReadOnlyList<string> DrainOthers(string directory, IEnumerable<QueueFunction> functions, string? prefix, bool onBus) =>
    [
        .. from function in functions
           let file = Path.Combine(directory, function.Name, "function.json")
           where File.Exists(file) && QueueOf(File.ReadAllBytes(file)) != QueueOf(FunctionManifest.Describe(function, prefix, onBus))
           select function.Name,
    ];

    // The kind of trigger too: a package that was written for another kind of queue drains nothing of ours.
    private static (string? Type, string? Queue) QueueOf(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var binding = document.RootElement.GetProperty("bindings")[0];
            return (binding.GetProperty("type").GetString(), binding.GetProperty("queueName").GetString());
        }
        // Somebody has edited it: then it names no queue that we know.
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            return (null, null);
        }
    }
}
