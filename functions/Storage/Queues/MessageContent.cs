using System.Text;
using System.Xml;

namespace Relais.Storage.Queues;

/// <summary>A message's content as the text that the queue keeps, and back.</summary>
internal static class MessageContent
{
    public const int MaxTextBytes = 64 * 1024; // rest/api/storageservices/put-message: UTF-8, encoded

    public static string Encode(string content, QueueMessageEncoding encoding) => encoding is QueueMessageEncoding.Base64
        ? Base64(Encoding.UTF8.GetBytes(content))
        : Plain(content);

    public static string Encode(BinaryData content, QueueMessageEncoding encoding) => encoding is QueueMessageEncoding.Base64
        ? Base64(content.ToMemory().Span)
        : Plain(content.ToString());

    /// <exception cref="FormatException">The text is not base64 though it should be.</exception>
    public static BinaryData Decode(string text, QueueMessageEncoding encoding) => encoding is QueueMessageEncoding.Base64
        ? BinaryData.FromBytes(Convert.FromBase64String(text))
        : BinaryData.FromString(text);

    private static string Base64(ReadOnlySpan<byte> content) => Checked(Convert.ToBase64String(content), Encoding.ASCII);

    private static string Plain(string text)
    {
        try
        {
            XmlConvert.VerifyXmlChars(text);
        }
        catch (XmlException refused)
        {
            throw new ArgumentException("The message holds characters that XML cannot: send it in base64.", nameof(text), refused);
        }

        return Checked(text, Encoding.UTF8);
    }

    private static string Checked(string text, Encoding encoding)
    {
        var bytes = encoding.GetByteCount(text);
        return bytes <= MaxTextBytes
            ? text
            : throw new ArgumentException($"The message is {bytes} bytes once encoded: {MaxTextBytes} are allowed.", nameof(text));
    }
}
