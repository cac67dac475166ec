using System.Text.Json;
using System.Text.Json.Serialization;

namespace Relais.Campaigns;

/// <summary>A hashtag on the wire and in a row is the text as typed; its folded form is always worked out anew.</summary>
internal sealed class HashtagConverter : JsonConverter<Hashtag>
{
    public override Hashtag Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Hashtag.TryParse(reader.GetString() ?? "", out var hashtag, out var reason) ? hashtag! : throw new JsonException(reason);

    public override void Write(Utf8JsonWriter writer, Hashtag value, JsonSerializerOptions options) => writer.WriteStringValue(value.Shown);
}
