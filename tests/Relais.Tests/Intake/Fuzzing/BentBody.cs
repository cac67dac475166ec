using System.Text;

namespace Relais.Tests.Intake.Fuzzing;

/// <summary>Bodies that were turned, cut, doubled or blown up.</summary>
internal static class BentBody
{
    private const int MostTakenBytes = 256 * 1024;

    private static readonly string[] Values =
    [
        "null", "[]", "{}", "true", "-1", "-0.01", "1e400", "1E5", "NaN", "\"NaN\"", "99999999999999999999999999", "9223372036854775807", "-9223372036854775808", "\"\\ud800\"", "\"-5\"", "\"1e9\"",
        "1000000000000001", "\"=CMD()\"", "\"../..//#?\"", "\"٣\"", "0.1000000000000000055511151231257827", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59-14:00\"", "\"\\u0000\"", "10000000000000",
        "\"<script>alert(1)</script>\"", "{\"a\":{\"a\":[[]]}}", "\"litres\"", "\"XXX\"", "\"JPY\"", "\"announcement\"", "\"donation\"", "%00", "%", "%C3%28", "+",
    ];

    private static readonly byte[][] Inserts =
    [
        [0], [0, 0, 0, 0], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xFF], [0xF0, 0x9F], [0xEF, 0xBB, 0xBF], [0xFE, 0xFF], .. new[] { "\"a\":1,", "\"id\":7,", "&&", "&id=1&", "=", "%", "[", "]", "{", "}", "\\", "\"", "\\u0000", "\r\n", "--jf\r\n", "--jf--\r\n", "\u202E" }.Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>Never the same as before.</summary>
    public static byte[] Of(Random random, byte[] body)
    {
        while (true)
        {
            var bent = Once(random, body);
            for (var more = random.Next(3); more > 0; more--)
            {
                bent = Once(random, bent);
            }

            if (!bent.AsSpan().SequenceEqual(body))
            {
                return bent.Length <= MostTakenBytes || random.Next(8) == 0 ? bent : bent[..MostTakenBytes];
            }
        }
    }

    private static byte[] Once(Random random, byte[] body)
    {
        var at = random.Next(body.Length + 1);
        switch (random.Next(12))
        {
            case 0 or 1 when body.Length > 0:
                var flipped = body.ToArray();
                for (var flips = random.Next(1, 5); flips > 0; flips--)
                {
                    flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
                }

                return flipped;
            case 2:
                return body[..at];
            case 3:
                var part = body.AsSpan(at, random.Next(body.Length - at + 1)).ToArray();
                return [.. body[..at], .. Enumerable.Repeat(part, random.Next(1, 4)).SelectMany(same => same), .. body[at..]];
            case 4 or 5:
                return [.. body[..at], .. Inserts[random.Next(Inserts.Length)], .. body[at..]];
            case 6 when random.Next(4) == 0:
                var depth = random.Next(30, 60_000);
                return WithValue(random, body, new string('[', depth) + (random.Next(2) == 0 ? new string(']', depth) : ""));
            case 6 when random.Next(4) == 0:
                return WithValue(random, body, new string('9', random.Next(20, 200_000)));
            case 7 when random.Next(4) == 0:
                return WithValue(random, body, $"\"{new string((char)random.Next('a', 'z'), random.Next(100, 250_000))}\"");
            case 7 when random.Next(12) == 0:
                return random.Next(3) switch { 0 => [], 1 => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(body)), _ => new byte[MostTakenBytes + 1] };
            case 8:
                var noise = new byte[random.Next(1, 200)];
                random.NextBytes(noise);
                return [.. body[..at], .. noise, .. body[at..]];
            case 9 when random.Next(6) == 0:
                return InParts(random, body, random.Next(1, 400));
            default:
                return WithValue(random, body, Values[random.Next(Values.Length)]);
        }
    }

    private static byte[] InParts(Random random, byte[] body, int parts)
    {
        var whole = new List<byte>();
        for (var part = 0; part < parts && whole.Count < MostTakenBytes; part++)
        {
            var head = random.Next(5) switch { 0 => "\r\n", 1 => "Content-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\n", 2 => "Content-Disposition: form-data; name=\"\r\n\r\n", 3 => $"Content-Disposition: form-data; name=q{part}\r\n\r\n", _ => "Content-Disposition: form-data; name=\"rawRequest\"\r\n\r\n" };
            whole.AddRange([.. "--jf\r\n"u8, .. Encoding.UTF8.GetBytes(head), .. body.AsSpan(0, Math.Min(body.Length, 300)), .. "\r\n"u8]);
        }

        return [.. whole, .. random.Next(3) == 0 ? "--jf"u8 : "--jf--\r\n"u8];
    }

    // Behind a colon of JSON, or an equals sign of a form.
    private static byte[] WithValue(Random random, byte[] body, string value)
    {
        var places = Enumerable.Range(0, body.Length).Where(index => body[index] is (byte)':' or (byte)'=').ToArray();
        if (places.Length == 0)
        {
            return [.. body, .. Encoding.UTF8.GetBytes(value)];
        }

        var start = places[random.Next(places.Length)] + 1;
        var length = body.AsSpan(start).IndexOfAny(",}]&"u8);
        return [.. body[..start], .. Encoding.UTF8.GetBytes(value), .. length < 0 ? [] : body[(start + length)..]];
    }
}
