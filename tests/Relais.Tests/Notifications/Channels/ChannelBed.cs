using System.Globalization;
using System.Net;
using System.Text.Json;
using Relais.Hosting.Local;
using Relais.Http;
using Relais.Notifications;
using Relais.Notifications.Channels;
using Relais.Secrets;
using Relais.Tests.Story;

namespace Relais.Tests.Notifications.Channels;

/// <summary>One channel, the service that it writes to, and the words of one alert: what the tests of all channels have in common.</summary>
internal sealed class ChannelBed : IDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>What somebody writes who wants to shout, to link, to format and to turn the text around.</summary>
    public const string Hostile = "@everyone <!channel> *x* [a](b) <script> \u202Egnp.exe\u202C\u0007 @here <users/all> _i_ `c` # h | {{DATE(2026)}}";

    /// <summary>The same as everybody should see it.</summary>
    public const string Harmless = "@everyone <!channel> *x* [a](b) <script> gnp.exe @here <users/all> _i_ `c` # h | {{DATE(2026)}}";

    public static readonly Notification March = new(
        "al_3a964e89fbad575ee98bbe", 1, "marche", "Marche", "call", "firing",
        new Localized("March & rally", "Marche à midi"), new Localized("Old port.\nBring <water>.", "Vieux-Port.\nÀ l'heure !"), Noon, Noon.AddDays(1))
    {
        Url = "https://example.org/m?a=1&b=(2)",
    };

    private readonly List<Received> received = [];
    private readonly SteppedClock clock = new();
    private readonly PersonalLinks links = new(new KeyedHash(KeyRing.Parse(RelaisApp.Keys)), new PublicAddress("https://relais.example.org"));
    private Outside.Stranger answer = WebhookReceiver.Says(200);
    private WrittenText? preview;

    public ChannelBed(params string[] hosts)
    {
        clock.Set(Noon.AddMinutes(3));
        Http = new OutboundHttp(Outside, Settings, clock);
        Wording = new Wording(links);
        foreach (var host in hosts)
        {
            Outside.Put(host, ReceiveAsync);
        }
    }

    public Outside Outside { get; } = new();

    public OutboundSettings Settings { get; } = new() { TotalLimit = TimeSpan.FromMilliseconds(200) };

    public OutboundHttp Http { get; }

    public Wording Wording { get; }

    public TimeProvider Time => clock;

    /// <summary>Where the one recipient of these tests changes what they are told.</summary>
    public string Manage => links.Manage("marche", "s_1");

    public Received Last => received[^1];

    public IReadOnlyList<Received> All => received;

    /// <summary>A body as it is expected: lines are only there for the reader, and words in capitals stand for what each language says. `MANAGE` is left.</summary>
    public static string Fill(string json, string title, string body, string more, string change, string when) => json.ReplaceLineEndings("")
        .Replace("TITLE", title).Replace("BODY", body).Replace("MORE", more).Replace("CHANGE", change).Replace("WHEN", when);

    public void Answers(int status, string? header, string body) => answer = header is null
        ? WebhookReceiver.Says(status, body: body)
        : WebhookReceiver.Says(status, header.Split(": ")[0], header.Split(": ")[1], body);

    /// <summary>Has the service give another answer to each request.</summary>
    public void AnswersWith(Outside.Stranger stranger) => answer = stranger;

    /// <summary>The request that a notification becomes: method and address, the headers that matter, and the body, a line each.</summary>
    public async Task<string> RequestAsync(IChannel channel, Recipient recipient, Notification notification)
    {
        await channel.SendAsync(notification, recipient, default);
        Assert.Equal(Last.Text, channel.Preview(notification, recipient).Sent);
        var headers = Last.Headers.Where(header => header.Key is not ("content-length" or "user-agent")).OrderBy(header => header.Key, StringComparer.Ordinal);
        return string.Join('\n', [$"{Last.Method} {Last.Address.OriginalString}", .. headers.Select(header => $"{header.Key}: {header.Value}"), Last.Text.Replace(Manage, "MANAGE", StringComparison.Ordinal)]);
    }

    /// <summary>What comes of an answer, in words: `sent`, `gone`, `refused: 400`, `again: 500`, `again in 30 s: 429`; `all wait` where it concerns the whole destination.</summary>
    public async Task<string> MeansAsync(IChannel channel, Recipient recipient, int status, string? header, string body)
    {
        Answers(status, header, body);
        var outcome = await channel.SendAsync(March, recipient, default);
        AssertSilent(channel, recipient, outcome);
        return Say(outcome);
    }

    /// <summary>What comes of no answer at all, and of one that breaks off after its status.</summary>
    public async Task AssertFailuresAsync(IChannel channel, Recipient recipient, string secret)
    {
        answer = WebhookReceiver.HangsAsync;
        Assert.Equal("again: timeout", await SaidAsync());
        answer = (_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, secret);
        Assert.Equal("again: refused", await SaidAsync());
        answer = (_, _) => throw new HttpRequestException(HttpRequestError.NameResolutionError, secret);
        Assert.Equal("again: dns", await SaidAsync());
        answer = (_, _) => throw new IOException(secret);
        Assert.Equal("again: broken", await SaidAsync());

        // It was taken, as far as anybody can know: better that than twice.
        answer = (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new BrokenStream()) });
        Assert.Equal("sent", await SaidAsync());

        async Task<string> SaidAsync()
        {
            var outcome = await channel.SendAsync(March, recipient, default);
            AssertSilent(channel, recipient, outcome, secret);
            return Say(outcome);
        }
    }

    /// <summary>A string of what was sent, found by its place in the JSON: `blocks/0/text`.</summary>
    public string Sent(string way) => way.Split('/').Aggregate(
        JsonDocument.Parse(Last.Body).RootElement, (at, step) => at.ValueKind == JsonValueKind.Array ? at[int.Parse(step)] : at.GetProperty(step)).GetString()!;

    /// <summary>Sends what somebody wrote as a title and as a body; nothing that turns text around may be left of it.</summary>
    public async Task SendAsync(IChannel channel, Recipient recipient, string title, string body)
    {
        var said = March with { Title = new Localized(title, title), Body = new Localized(body, body) };
        await channel.SendAsync(said, recipient, default);
        preview = channel.Preview(said, recipient);
        Assert.Equal(Last.Text, preview.Sent);
        Assert.DoesNotContain(Last.Text, character => character is (< ' ' and not '\n') or '\u202E' or '\u202C' or '\u0007');
        Assert.DoesNotContain("\\u202", Last.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\\u0007", Last.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(Manage, Last.Text.Replace("%7E", "~", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    /// <summary>Sends a body that is far too long, in letters, in signs that are escaped, in families of emoji; each must come cut at a whole one, with all links, within the limit.</summary>
    /// <param name="sizeOf">What the service counts of the request that came last.</param>
    public async Task AssertCutAsync(IChannel channel, Recipient recipient, string place, int most, Func<Received, int> sizeOf)
    {
        foreach (var part in new[] { "é", "e\u0301", "*", "<", "&", "👩‍👩‍👧‍👦", "🇫🇷", "a b\n", "مرحبا " })
        {
            await SendAsync(channel, recipient, "Title", string.Concat(Enumerable.Repeat(part, 40_000 / part.Length)));
            var size = sizeOf(Last);
            Assert.True(size <= most && size > most - 120, $"{part}: {size} of {most}");
            Assert.Equal((size, most, true), (preview!.Size, preview.Limit, preview.IsCut));
            Assert.Contains("…", Sent(place), StringComparison.Ordinal);
            Assert.DoesNotContain('\uFFFD', Sent(place));
            Assert.Contains("example.org/m?a=1", Last.Text, StringComparison.Ordinal);
            if (part.StartsWith("👩", StringComparison.Ordinal))
            {
                Assert.EndsWith(part, Sent(place)[..Sent(place).IndexOf('…')], StringComparison.Ordinal);
            }
        }

        await SendAsync(channel, recipient, "Title", "");
        Assert.False(preview!.IsCut);
        Assert.DoesNotContain("…", Last.Text, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        Http.Dispose();
        Outside.Dispose();
        Assert.Empty(Outside.Unexpected);
    }

    private static void AssertSilent(IChannel channel, Recipient recipient, DeliveryOutcome outcome, string? secret = null)
    {
        foreach (var told in new[] { outcome.ToString(), outcome.Reason, channel.DestinationOf(recipient).ToString(), recipient.ToString(), channel.ToString()! })
        {
            Assert.DoesNotContain(secret ?? recipient.Address, told, StringComparison.Ordinal);
        }
    }

    private string Say(DeliveryOutcome outcome) => outcome switch
    {
        { Kind: OutcomeKind.Sent } => "sent",
        { Kind: OutcomeKind.Refused, Reason: HealthRule.Gone } => "gone",
        { Kind: OutcomeKind.Refused } => $"refused: {outcome.Reason}",
        _ => string.Create(CultureInfo.InvariantCulture, $"{(outcome.IsLimit ? "all wait" : "again")}{(outcome.At is { } at ? $" in {(at - clock.GetUtcNow()).TotalSeconds} s" : "")}: {outcome.Reason}"),
    };

    private async Task<HttpResponseMessage> ReceiveAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var headers = request.Headers.NonValidated.Concat(request.Content!.Headers.NonValidated)
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString(), StringComparer.Ordinal);
        received.Add(new Received(request.Method.Method, request.RequestUri!, headers, await request.Content.ReadAsByteArrayAsync(cancellationToken)));
        return await answer(request, cancellationToken);
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("The connection broke.");
    }
}
