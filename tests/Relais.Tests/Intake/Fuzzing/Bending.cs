using System.Text;

namespace Relais.Tests.Intake.Fuzzing;

/// <summary>What is done to calls on their way: some of it must make them worthless, some of it may.</summary>
internal sealed class Bending(Random random, FuzzedInlet inlet, FuzzedInlet other, int number, DateTimeOffset now)
{
    private static readonly string[] Methods = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "POST2", "P\u00D6ST", "PROPFIND", "A", new('M', 300)];

    private static readonly string[] MediaTypes =
    [
        "application/json", "application/json; charset=utf-16", "application/x-www-form-urlencoded", "application/x-www-form-urlencoded;charset=", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"jf\"",
        "multipart/form-data; boundary=\"" + new string('b', 71) + "\"", "multipart/form-data; boundary=\u00FF", "multipart/form-data; boundary=--", "multipart/form-data; boundary=jf; boundary=x", "multipart/mixed; boundary=jf", "text/plain", "text/xml", ";", "/", "*/*", "", "a", "application/json, text/html", "\u00C3(",
    ];

    private static readonly string[] Queries =
    [
        "?", "??", "?a", "?=&=&", "?%", "?%zz", "?%00", "?a=%C3%28", "?a=\u00FF", "?crc_token=%3Cscript%3E", "?hub.mode=subscribe&hub.topic=x&hub.challenge=y&hub.verify_token=z", "?validationToken=a", "?bodySHA256=0&bodySHA256=1", "?" + new string('q', 4_000), "?http://[::1", "?\\..\\", "?a[]=1&a[]=2", "?id=1#fragment",
    ];

    private static readonly string[] Elsewhere = ["/in", "/in/", "/in//", "//in/climat", "/in/climat", "/in/climat/", "*", "/", "/in/climat/../climat/x", "/in/%2e%2e/%2e%2e/api/keys", "/in/%00/%00", "/in/climat/%2F", "/in/\u00FF/\u00FF", "/in/%ED%A0%80/x", "/in/climat/" + "%20", "http://", "http:///in", "no slash"];

    /// <summary>The call so changed that it must not be taken.</summary>
    public RawCall Forge()
    {
        var call = inlet.Call(number, now);
        var forged = random.Next(16) switch
        {
            0 or 1 or 2 or 3 => call with { Body = BentBody.Of(random, call.Body), Deed = "other bytes" },
            4 or 5 or 6 => ForgeKey(call),
            7 => inlet.Secret is null ? call with { Deed = "other token" } : inlet.Call(number, now, inlet.Site.CreateSecret(random)) with { Deed = "other secret" },
            8 => call with { Target = other.Path, Deed = "moved to another inlet" },
            9 => inlet.Site.SignsAs is "standard-webhooks" or "svix" or "stripe" or "wpforms" or "donorbox" && !inlet.IsOpen
                ? inlet.Call(number, now.AddSeconds(random.Next(2) == 0 ? -301 - random.Next(100_000) : 301 + random.Next(100_000))) with { Deed = "another time" }
                : ForgeKey(call),
            10 => call with { Target = OtherTarget(), Deed = "another path" },
            11 => inlet.Call(number, now, [.. call.Body, .. new byte[256 * 1024]]) with { Deed = "too large" },
            12 => call.With("Content-Encoding", random.Next(3) switch { 0 => "gzip", 1 => "identity", _ => "br, \u00FF" }) with { Deed = "compressed" },
            13 => call with { Framing = new[] { Framing.TooShort, Framing.TooLong, Framing.Huge, Framing.Negative, Framing.None, Framing.Cut, Framing.BrokenChunks }[random.Next(7)], Deed = "framed wrongly" },
            14 => Dress(call) with { Body = BentBody.Of(random, call.Body), Deed = "dressed, with other bytes" },
            _ => call with { Body = [], Deed = "nothing" },
        };

        // A token vouches for no bytes: where all else would do, it must be wrong.
        var isWorthless = forged.Deed is "key bent" or "moved to another inlet" or "another path" or "too large" or "compressed";
        return inlet.Bearer is null || isWorthless ? forged : ForgeKey(forged) with { Deed = forged.Deed + ", key bent" };
    }

    /// <summary>A question, or another method: answered or not, it must not be counted.</summary>
    public RawCall Ask() => random.Next(6) switch
    {
        0 => Plain("POST", "application/json", """{"type":"url_verification","token":"x","challenge":"<script>"}"""),
        1 => Plain("POST", "application/json", """[{"eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":{"validationCode":"512d38b6"}}]""").With("aeg-event-type", "SubscriptionValidation"),
        2 => Plain("POST", "application/x-www-form-urlencoded", random.Next(2) == 0 ? "webhook_id=3" : "ssl_check=1"),
        3 => Plain("OPTIONS", "", "").With("WebHook-Request-Origin", random.Next(2) == 0 ? "eventemitter.example.com" : "\u00FF\u0001"),
        _ => Dress(inlet.Call(number, now)) with { Method = Methods[random.Next(Methods.Length)], Deed = "another method" },
    };

    /// <summary>The call as its site made it, with something else about it that strangers on the way may change.</summary>
    public RawCall Dress() => Dress(inlet.Call(number, now));

    /// <summary>A call with a token, of which only the token must be right.</summary>
    public RawCall Bend()
    {
        var bent = inlet.Call(number, now) with { Body = BentBody.Of(random, inlet.Site.BodyOf(number)), Deed = "bent" };
        return random.Next(3) == 0 ? Dress(bent) : bent;
    }

    private RawCall Dress(RawCall call) => (random.Next(14) switch
    {
        0 or 1 => call with { Target = call.Target + Queries[random.Next(Queries.Length)] },
        2 => call with { Framing = new[] { Framing.Chunked, Framing.Both, Framing.Twice }[random.Next(3)] },
        3 => call.With("X-Filler", new string('x', random.Next(3) == 0 ? 40_000 : 3_000)),
        4 => call.With("X-Odd", new string([.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => (char)random.Next(1, 256)).Where(character => character is not ('\r' or '\n'))])),
        5 => call with { Headers = [.. call.Headers, .. Enumerable.Range(0, random.Next(2, 130)).Select(one => ($"X-More-{one}", "1"))] },
        6 or 7 => call.With("Content-Type", MediaTypes[random.Next(MediaTypes.Length)]),
        8 => call.With("Accept", "text/html,application/xhtml+xml").With("Origin", "null").With("Referer", "http://\u00FF/"),
        9 => call.With("Expect", random.Next(2) == 0 ? "100-continue" : "much"),
        10 => call.With("Host", new[] { "", "a b", "evil.example:99999", "\u00FF", "evil.example" }[random.Next(5)]),
        11 => call with { Headers = [.. call.Headers.Select(header => (random.Next(2) == 0 ? header.Name.ToUpperInvariant() : header.Name.ToLowerInvariant(), header.Value))] },
        12 => call with { Headers = [.. call.Headers, (new[] { "X Y", "", "X\u00FF", "X-Forwarded-For", "Upgrade" }[random.Next(5)], "127.0.0.1")] },
        _ => call with { Target = new[] { call.Target + "/", call.Target.Replace("/in/", "/IN/", StringComparison.Ordinal), call.Target.Replace("climat", "%63limat", StringComparison.Ordinal), "http://relais.example" + call.Target }[random.Next(4)] },
    }) with { Deed = call.Deed + ", dressed" };

    private RawCall ForgeKey(RawCall call)
    {
        var names = inlet.KeyHeaders(now);
        var name = names[random.Next(names.Count)];
        var value = call[name] ?? "";
        if (random.Next(8) == 0)
        {
            return (random.Next(2) == 0 ? call.Without(name) : call with { Headers = [.. call.Headers, (name, random.Next(2) == 0 ? value : "x")] }) with { Deed = "key bent" };
        }

        string bent;
        do
        {
            bent = BentText(value);
        }
        while (bent.Trim().Contains(value, StringComparison.Ordinal) || (name == "Authorization" && bent.Trim().EndsWith(inlet.Bearer!, StringComparison.Ordinal)));

        return call.With(name, bent) with { Deed = "key bent" };
    }

    private string BentText(string text)
    {
        var at = random.Next(text.Length);
        var flipped = (char)(text[at] ^ (1 << random.Next(7)));
        return random.Next(9) switch
        {
            0 or 1 or 2 => text[..at] + (flipped is '\r' or '\n' ? '!' : flipped) + text[(at + 1)..],
            3 => text[..at],
            4 => text[at..],
            5 => "",
            6 => text[..at] + (char)random.Next(128, 256) + text[(at + 1)..],
            7 => string.Join(random.Next(2) == 0 ? " " : ",", Enumerable.Repeat(text[..(text.Length - 1)], random.Next(2, 40))),
            _ => Convert.ToBase64String(Encoding.Latin1.GetBytes(text)),
        };
    }

    private string OtherTarget()
    {
        var at = inlet.Path.Length - 1 - random.Next(32);
        return random.Next(5) switch
        {
            0 => inlet.Path[..at] + (char)(inlet.Path[at] == 'a' ? 'b' : 'a') + inlet.Path[(at + 1)..],
            1 => inlet.Path[..at],
            2 => inlet.Path.Replace("climat", new[] { "nobody", "Climat", "climat%20", "%27", "climat'", "climat%0a", new string('c', 300), new string('c', 9_000), "cl%C3%AFmat", "%23", "climat%2Fx", "%5C" }[random.Next(12)], StringComparison.Ordinal),
            3 => inlet.Path + new[] { "/x", "0", "%00", "%20", "'", "/thanks", ";a=1", "\u00FF" }[random.Next(8)],
            _ => Elsewhere[random.Next(Elsewhere.Length)],
        };
    }

    private RawCall Plain(string method, string mediaType, string body) => new(method, inlet.Path, mediaType.Length == 0 ? [] : [("Content-Type", mediaType)], Encoding.UTF8.GetBytes(body)) { Deed = "a question" };
}
