namespace Relais.Intake;

/// <summary>One call of a stranger as it came: what is verified are these bytes and no others.</summary>
/// <param name="Url">As the stranger knows it, with its query: under the address that this installation is known by.</param>
/// <param name="ReceivedAt">By our own clock: when things happened whose provider does not say when.</param>
internal sealed record IncomingCall(string Method, Uri Url, IHeaderDictionary Headers, ReadOnlyMemory<byte> Body, DateTimeOffset ReceivedAt)
{
    /// <summary>The media type without its parameters, in lower case; empty where none was sent.</summary>
    public string MediaType { get; } = (Headers.ContentType.ToString() is var type && type.IndexOf(';') is >= 0 and var end ? type[..end] : type).Trim().ToLowerInvariant();

    // Records print all that they hold.
    public override string ToString() => $"{Method} of {Body.Length} bytes";
}
