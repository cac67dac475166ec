using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Relais.Notifications;

/// <summary>A notification as one channel writes it, before anybody is sent it.</summary>
/// <param name="Title">As it is written there; null where it stands in <paramref name="Text"/>.</param>
/// <param name="Text">All else that is read, with the marks that keep it text.</param>
/// <param name="Sent">The whole of what is sent, to the letter; before it is closed or wrapped for the way.</param>
/// <param name="Size">How much of the limit is used, as the service counts; in <paramref name="Unit"/>.</param>
/// <param name="Limit">What the service takes; null where it says of none.</param>
/// <param name="Unit">`characters` (UTF-16 units) or `bytes` (of UTF-8).</param>
/// <param name="IsCut">Whether a title or a body did not fit and was cut.</param>
public sealed record WrittenText(string? Title, string Text, string Sent, int Size, int? Limit, string Unit, bool IsCut)
{
    public const string Characters = "characters";
    public const string Bytes = "bytes";

    /// <summary>What is sent as JSON, of which the limit counts a part.</summary>
    internal static WrittenText OfPart<T>(T message, JsonTypeInfo<T> type, string? title, string text, int size, int limit, bool isCut, string unit = Characters) =>
        new(title, text, Encoding.UTF8.GetString(ChatRequest.BytesOf(message, type)), size, limit, unit, isCut);

    /// <summary>What is sent as JSON, of which the limit counts all.</summary>
    internal static WrittenText OfWhole<T>(T message, JsonTypeInfo<T> type, string? title, string text, int limit, bool isCut)
    {
        var bytes = ChatRequest.BytesOf(message, type);
        return new(title, text, Encoding.UTF8.GetString(bytes), bytes.Length, limit, Bytes, isCut);
    }
}
