using System.Text;
using System.Text.Json;
using Relais.Intake;

namespace Relais.Tests.Intake.Signing;

/// <summary>A call that was collected from the documentation or the tests of a site, with its verdict.</summary>
internal sealed class CollectedCall(JsonElement one)
{
    private static readonly string CallsFile = Path.Combine(Repository.Root, "../shared/data/webhook-vectors.json");

    public string Id => one.GetProperty("id").GetString()!;

    public string Provider => one.GetProperty("provider").GetString()!;

    public bool IsValid => one.GetProperty("valid").GetBoolean();

    public string Note => one.GetProperty("note").GetString()!;

    /// <summary>Asked before anything is pushed: what matters is the answer.</summary>
    public bool IsQuestion => Member(one, "expect") is not null;

    public JsonElement Expected => one.GetProperty("expect");

    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds(Member(one, "now")?.GetInt64() ?? 1767225600);

    public IReadOnlyList<string> Secrets => Member(one, "secrets") is { } secrets
        ? [.. secrets.EnumerateArray().Select(secret => secret.GetProperty("secret").GetString()!)]
        : [one.GetProperty("secret").GetString()!];

    public IEnumerable<(string Mode, string Topic)> Pending => one.GetProperty("pending").EnumerateArray().Select(asked => (asked.GetProperty("mode").GetString()!, asked.GetProperty("topic").GetString()!));

    public IReadOnlyList<(string Name, string Value)> Headers => [.. one.GetProperty("headers").EnumerateObject().Select(header => (header.Name, header.Value.GetString()!))];

    public string Method => Member(one, "method")?.GetString() ?? "POST";

    public Uri Url => new(Member(one, "url")?.GetString() ?? "https://relais.example/in/x");

    public byte[] Body => Encoding.UTF8.GetBytes(one.GetProperty("body").GetString()!);

    public IncomingCall Call => Calls.Of(Method, Url.OriginalString, Body, Headers);

    public static List<CollectedCall> All()
    {
        Skip.IfNot(File.Exists(CallsFile), "The collected webhook calls are not beside the repository (../shared/data/webhook-vectors.json).");
        return [.. JsonDocument.Parse(File.ReadAllBytes(CallsFile)).RootElement.EnumerateArray().Select(call => new CollectedCall(call))];
    }

    public static JsonElement? Member(JsonElement parent, string name) => parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? member : null;
}
