using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Relais.Tests.Story;

/// <summary>The curl lines of a page, with the answers that the page shows: run one after the other against the app, as a reader would.</summary>
/// <remarks>
/// An answer is the JSON that follows a line; its status is 200 unless the page says `Answers 201:` between the two, or `Answers 204.` and shows nothing.
/// What happens in the world between two lines stands before the second, where only this test reads it: <c>&lt;!-- meanwhile: … --&gt;</c>.
/// </remarks>
internal sealed partial class PaperWalk
{
    private PaperWalk(IReadOnlyList<PaperStep> steps) => Steps = steps;

    public IReadOnlyList<PaperStep> Steps { get; }

    /// <summary>All of a page, or of it what stands under one heading.</summary>
    /// <exception cref="InvalidOperationException">A line of the page would not be run.</exception>
    public static PaperWalk Read(string path, string? heading = null)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, path));
        if (heading is not null)
        {
            var begins = text.IndexOf($"\n{heading}\n", StringComparison.Ordinal) + 1;
            var rank = heading.Split(' ')[0];
            var ends = begins == 0 ? -1 : text.IndexOf($"\n{rank} ", begins, StringComparison.Ordinal);
            text = begins == 0 ? throw new InvalidOperationException($"{path} has no heading {heading}.") : text[begins..(ends < 0 ? text.Length : ends)];
        }

        var steps = Step().Matches(text).Select(step => new PaperStep(
            step.Groups["meanwhile"] is { Success: true } meanwhile ? meanwhile.Value : null,
            step.Groups["line"].Value,
            step.Groups["status"] is { Success: true } status ? int.Parse(status.Value, CultureInfo.InvariantCulture) : 200,
            step.Groups["answer"] is { Success: true } answer ? answer.Value : null)).ToArray();
        var lines = Regex.Count(text, "^```sh$", RegexOptions.Multiline);
        return steps.Length == lines && lines > 0 ? new PaperWalk(steps) : throw new InvalidOperationException($"Of {lines} lines to run on {path} {steps.Length} are followed by what they answer.");
    }

    public static void SkipWithoutCurl() =>
        Skip.IfNot(File.Exists("/usr/bin/curl") && File.Exists("/bin/bash"), "The lines are for bash and curl, and one of them is not here.");

    /// <summary>Runs the lines; answers what went otherwise than the page shows, with the answer that came.</summary>
    /// <param name="meanwhile">Lets happen what the page says between two lines.</param>
    public async Task<IReadOnlyList<string>> RunAsync(RelaisApp app, Func<string, Task> meanwhile)
    {
        var otherwise = new List<string>();
        foreach (var step in Steps)
        {
            await (step.Meanwhile is { } happens ? meanwhile(happens) : Task.CompletedTask);
            var said = await CurlAsync(app, step.Line);
            var ends = said.LastIndexOf('\n');
            var (body, status) = (said[..ends], int.Parse(said[(ends + 1)..], CultureInfo.InvariantCulture));
            var isSame = status == step.Status && (step.Answer is null ? body.Length == 0 : body.Length > 0 && JsonNode.DeepEquals(JsonNode.Parse(step.Answer), JsonNode.Parse(body)));
            if (!isSame)
            {
                otherwise.Add($"{step.Line}\n  is said to answer {step.Status} {step.Answer}\n  and answered {status} {body}");
            }
        }

        return otherwise;
    }

    private static async Task<string> CurlAsync(RelaisApp app, string line)
    {
        var start = new ProcessStartInfo("/bin/bash", ["-c", "curl() { command curl --silent --noproxy '*' -w '\\n%{http_code}' \"$@\"; }; " + line]) { RedirectStandardOutput = true };
        start.Environment["RELAIS"] = app.Address.ToString().TrimEnd('/');
        start.Environment["KEY"] = app.Key;
        using var curl = Process.Start(start)!;
        var said = await curl.StandardOutput.ReadToEndAsync();
        await curl.WaitForExitAsync();
        return said;
    }

    [GeneratedRegex("""
        (?:<!--\ meanwhile:\ (?<meanwhile>[^\n]+)\ -->\n\n?)?
        ```sh\n(?<line>curl\ [\s\S]*?)\n```
        (?:\n\nAnswers\ (?<status>\d{3})(?::|\.))?
        (?:\n\n```json\n(?<answer>[\s\S]*?)\n```)?
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Step();
}

/// <summary>One line of a page.</summary>
/// <param name="Meanwhile">What happens before it; null for nothing.</param>
/// <param name="Answer">JSON; null for no body.</param>
internal sealed record PaperStep(string? Meanwhile, string Line, int Status, string? Answer);
