using System.Text.Json;

namespace Relais.Tests.Story;

/// <summary>What the app answered to one request.</summary>
internal sealed record Answer(int Status, string? ContentType, string Text)
{
    /// <summary>The body, read as JSON.</summary>
    public JsonElement Json { get; } = ContentType?.Contains("json", StringComparison.Ordinal) == true && Text.Length > 0 ? JsonDocument.Parse(Text).RootElement : default;

    /// <summary>A text somewhere in the body, by the names on the way: <c>Text("alerts", "0", "id")</c>.</summary>
    public JsonElement At(params string[] way) => way.Aggregate(
        Json, (json, step) => json.ValueKind == JsonValueKind.Array ? json[int.Parse(step)] : json.GetProperty(step));

    public string Read(params string[] way) => At(way).GetString()!;

    public int Number(params string[] way) => At(way).GetInt32();

    /// <summary>What a refusal says.</summary>
    public string Detail => Read("detail");

    /// <summary>The answer itself, when it has the status that a test needs to go on.</summary>
    public Answer Expect(int status) => Status == status ? this : throw new InvalidOperationException($"Answered {Status} instead of {status}: {Text}");
}
