namespace Relais.Notifications.Smtp;

/// <summary>A message as it goes over the wire: lines that begin with a dot get a second one, and a dot alone ends it (RFC 5321, 4.5.2).</summary>
internal static class SmtpBody
{
    /// <param name="message">Lines that end with CR LF, and no other line breaks.</param>
    public static byte[] Stuff(ReadOnlySpan<byte> message)
    {
        var dots = 0;
        for (var i = 0; i < message.Length; i++)
        {
            if (message[i] is (byte)'\n' or (byte)'\r' or 0 && !IsLineBreak(message, i))
            {
                throw new ArgumentException("The message holds a bare line break.", nameof(message));
            }

            dots += BeginsWithDot(message, i) ? 1 : 0;
        }

        var tail = message.EndsWith("\r\n"u8) ? ".\r\n"u8 : "\r\n.\r\n"u8;
        var stuffed = new byte[message.Length + dots + tail.Length];
        var at = 0;
        for (var i = 0; i < message.Length; i++)
        {
            if (BeginsWithDot(message, i))
            {
                stuffed[at++] = (byte)'.';
            }

            stuffed[at++] = message[i];
        }

        tail.CopyTo(stuffed.AsSpan(at));
        return stuffed;
    }

    private static bool BeginsWithDot(ReadOnlySpan<byte> message, int i) => message[i] == '.' && (i == 0 || message[i - 1] == '\n');

    private static bool IsLineBreak(ReadOnlySpan<byte> message, int i) =>
        (message[i] == '\r' && i + 1 < message.Length && message[i + 1] == '\n') || (message[i] == '\n' && i > 0 && message[i - 1] == '\r');
}
