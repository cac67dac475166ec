using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Relais.Notifications;
using Relais.Notifications.Channels;
using Relais.Subscriptions;
using Relais.Tests.Alerts;
using Relais.Tests.Story;
using Relais.Tests.Subscriptions;

namespace Relais.Tests.Notifications.Channels;

/// <summary>One campaign whose people have chosen every channel there is: each hears by their own, and by no other.</summary>
public sealed partial class CrowdTests(Azurite azurite) : IClassFixture<Azurite>
{
    // Of 2,000 people, as they might choose; Telegram and Discord take 25 and 40 a second, in real time.
    private static readonly (string Channel, int People)[] Shares =
    [
        ("email", 300), ("webhook", 400), ("ntfy", 300), ("webpush", 250), ("slack", 150), ("gotify", 150), ("mattermost", 100), ("matrix", 100), ("teams", 60), ("google-chat", 60),
        ("rocket-chat", 60), ("discord", 40), ("telegram", 30),
    ];

    private static readonly string PushKeys = NewPushKeys();

    [SkippableFact]
    public async Task Of_two_thousand_people_on_thirteen_channels_each_hears_once_by_their_own()
    {
        using var mail = await MailServer.StartAsync();
        await using var app = await StartAsync(mail);
        await app.CampaignAsync();
        var heard = Listen(app, FailsOnceAsync);
        var people = Shares.SelectMany(share => Enumerable.Repeat(share.Channel, share.People)).Select((channel, n) => new Somebody(n, channel)).ToArray();
        await Parallel.ForEachAsync(people, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (person, _) => await PutAsync(app, person));
        foreach (var gone in people.Where(person => person.HasLeft))
        {
            await app.Get<AddressBook>().RemoveAsync("climat", gone.Id, default);
        }

        var alert = (await app.CallAsync("one")).Expect(201).Read("id");
        await app.StepUntilAsync(app.Now.AddMinutes(20), minutes: 4);
        var asleep = people.Count(person => person.IsAsleep);
        var evening = await CountAsync(app, alert);
        Assert.Equal((2_000, asleep), (evening.Audience, evening.Planned));
        await app.StepUntilAsync(app.Now.AddHours(2), minutes: 20);

        // The states add up to the audience, and say of each person what their channel knows.
        var told = people.Where(person => person is { HasLeft: false, WantsDigest: false, IsGone: false }).ToArray();
        Assert.Equal(
            new DeliveryCounts(0, told.Length, 0, people.Count(person => person.IsGone), 0, people.Count(person => person.HasLeft || person.WantsDigest)), await CountAsync(app, alert));
        Assert.Equal(2_000, people.Length);
        Assert.InRange(told.Length, 1_800, 1_990);

        var mails = await mail.UntilAsync("mail", told.Count(person => person.Channel == "email"));
        Tell(heard, "email", mails.Where(line => line.GetProperty("is").GetString() == "mail").Select(line => people[int.Parse(line.GetProperty("to")[0].GetString()!.AsSpan(1, 4))].Id));
        foreach (var (channel, _) in Shares)
        {
            Assert.Equal((channel, Ids(told.Where(person => person.Channel == channel))), (channel, string.Join('\n', heard[channel].Order(StringComparer.Ordinal))));
        }
    }

    [SkippableFact]
    public async Task Whoever_stops_by_the_link_of_a_message_gets_nothing_more_by_any_channel()
    {
        using var mail = await MailServer.StartAsync();
        await using var app = await StartAsync(mail);
        await app.CampaignAsync();
        var links = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var heard = Listen(app, null, links);
        var people = Shares.Select((share, n) => new Somebody(215 + n, share.Channel)).ToArray();
        Assert.All(people, person => Assert.False(person.HasLeft || person.IsAsleep || person.WantsDigest || person.IsGone, $"{person.Number}"));
        foreach (var person in people)
        {
            await PutAsync(app, person);
        }

        (await app.CallAsync("one")).Expect(201);
        await app.StepAsync(app.Now.AddSeconds(30));
        var letter = await mail.NextAsync("mail");
        links[people.First(person => person.Channel == "email").Id] = ManageLink().Match(letter.GetProperty("text").GetString()!).Value;
        Assert.All(people.Where(person => person.Channel != "email"), person => Assert.Single(heard[person.Channel]));

        // What a push service carries only the browser can read: that its link is the same one is for WebPushTests to say.
        links[people.First(person => person.Channel == "webpush").Id] = new Uri(app.Get<PersonalLinks>().Manage("climat", people.First(person => person.Channel == "webpush").Id)).AbsolutePath;
        Assert.Equal(people.Length, links.Count);
        foreach (var link in links.Values)
        {
            Assert.StartsWith("It has stopped", Visitor.Words((await new Visitor(app).PostAsync(link.Replace("%7E", "~", StringComparison.Ordinal) + "/stop", ("lang", "en"))).Expect(200)), StringComparison.Ordinal);
        }

        (await app.CallAsync("two")).Expect(201);
        await app.StepAsync(app.Now.AddSeconds(30));
        var after = (await app.CallAsync("three")).Expect(201).Read("id");
        await app.StepUntilAsync(app.Now.AddHours(1), minutes: 10);
        Assert.Equal(0, (await CountAsync(app, after)).Audience);
        Assert.All(people.Where(person => person.Channel != "email"), person => Assert.Single(heard[person.Channel]));
        Assert.Equal(0, mail.Waiting("mail"));
    }

    private Task<RelaisApp> StartAsync(MailServer mail)
    {
        azurite.SkipUnlessRunning();
        return RelaisApp.StartAsync(azurite, settings: new Dictionary<string, string?>
        {
            ["Smtp:Host"] = "localhost", ["Smtp:Port"] = mail.Port.ToString(), ["Smtp:Security"] = "none", ["Smtp:From"] = "relais@example.org",
            ["WebPush:PublicKey"] = WebPushTests.PublicKey, ["WebPush:PrivateKey"] = WebPushTests.PrivateKey, ["WebPush:Subject"] = "mailto:ops@example.org",
            ["Telegram:BotToken"] = "4242:AAs3cretOfTheBot_0123456789-abcdefg", ["Matrix:Homeserver"] = "https://matrix.example.org", ["Matrix:AccessToken"] = "syt_s3cret",
            ["Subscriptions:CallsAtOnce"] = "1000",
        });
    }

    /// <summary>Puts the services around the app: each notes whom what it took was for.</summary>
    private static Dictionary<string, ConcurrentBag<string>> Listen(
        RelaisApp app, Func<string, string, HttpResponseMessage?>? answers, ConcurrentDictionary<string, string>? links = null)
    {
        var heard = Shares.ToDictionary(share => share.Channel, _ => new ConcurrentBag<string>(), StringComparer.Ordinal);
        foreach (var (channel, host) in Hosts)
        {
            app.Outside.Put(host, async (request, token) =>
            {
                var text = Uri.UnescapeDataString(request.RequestUri!.OriginalString) + request.Headers + await request.Content!.ReadAsStringAsync(token);
                var (person, link) = (Id().Match(text).Value, ManageLink().Match(text));
                if (answers?.Invoke(channel, person) is { } other)
                {
                    return other;
                }

                heard[channel].Add(person);
                if (link.Success && links is not null)
                {
                    links[person] = link.Value;
                }

                return await (channel switch
                {
                    "telegram" => WebhookReceiver.Says(200, body: """{"ok":true}"""),
                    "webpush" => WebhookReceiver.Says(201),
                    "discord" => WebhookReceiver.Says(204),
                    "rocket-chat" => WebhookReceiver.Says(200, body: """{"success":true}"""),
                    "matrix" => WebhookReceiver.Says(200, body: """{"event_id":"$1"}"""),
                    _ => WebhookReceiver.Says(200, body: "ok"),
                })(request, token);
            });
        }

        return heard;
    }

    // Some webhooks fail at first, and some hooks are gone for good.
    private readonly ConcurrentDictionary<string, bool> failed = new(StringComparer.Ordinal);

    private HttpResponseMessage? FailsOnceAsync(string channel, string person)
    {
        var n = int.Parse(person.AsSpan(4, 4));
        return new Somebody(n, channel).IsGone ? new HttpResponseMessage(channel == "webhook" ? System.Net.HttpStatusCode.Gone : System.Net.HttpStatusCode.NotFound)
            : channel == "webhook" && n % 40 == 1 && failed.TryAdd(person, true) ? new HttpResponseMessage(System.Net.HttpStatusCode.BadGateway)
            : null;
    }

    private static async Task PutAsync(RelaisApp app, Somebody person)
    {
        var wishes = new Wishes
        {
            Quiet = person.IsAsleep ? new QuietHours(new TimeOnly(7, 0), new TimeOnly(9, 0)) : null,
            Rhythm = person.WantsDigest ? Rhythm.Daily : Rhythm.AtOnce,
            DigestHour = 20,
            IsCapped = true,
        };
        var secret = person.Channel switch { "webhook" => Make.Secret, "webpush" => PushKeys, "gotify" => "A" + person.Id, _ => null };
        var recipient = new Recipient(person.Id, person.Channel, person.Address, secret, person.Number % 2 == 0 ? "en" : "fr") { Person = $"{person.Number:x32}", Wishes = wishes };
        var channel = app.Get<IEnumerable<IChannel>>().Find(person.Channel)!;
        Assert.Null(channel.RejectAddress(person.Address) ?? channel.RejectSecret(secret));
        await app.Get<AddressBook>().PutAsync("climat", recipient, default);
        await app.Get<SubscriptionStore>().PutAsync(new Subscription(person.Id, "climat", person.Channel, AlertKinds.Usual, true, recipient.Language, RelaisApp.Morning), default);
    }

    private static Task<DeliveryCounts> CountAsync(RelaisApp app, string alert) => app.Get<LedgerReader>().CountAsync(alert, 1, default);

    private static void Tell(Dictionary<string, ConcurrentBag<string>> heard, string channel, IEnumerable<string> people)
    {
        foreach (var person in people)
        {
            heard[channel].Add(person);
        }
    }

    private static string Ids(IEnumerable<Somebody> people) => string.Join('\n', people.Select(person => person.Id).Order(StringComparer.Ordinal));

    private static string NewPushKeys()
    {
        using var browser = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return $"{Base64Url.EncodeToString(WebPushKeys.BytesOf(browser.ExportParameters(false).Q))}.{Base64Url.EncodeToString(new byte[16])}";
    }

    private static readonly Dictionary<string, string> Hosts = new(StringComparer.Ordinal)
    {
        ["webhook"] = "hooks.example.org", ["ntfy"] = "ntfy.example.org", ["webpush"] = "push.example.net", ["slack"] = "hooks.slack.com", ["gotify"] = "gotify.example.org",
        ["mattermost"] = "chat.example.org", ["matrix"] = "matrix.example.org", ["teams"] = "prod-1.westeurope.logic.azure.com", ["google-chat"] = "chat.googleapis.com",
        ["rocket-chat"] = "rocket.example.org", ["discord"] = "discord.com", ["telegram"] = "api.telegram.org",
    };

    [GeneratedRegex("m_[0-9a-f]{2}[0-9]{4}x")]
    private static partial Regex Id();

    [GeneratedRegex("/me/climat(?:~|%7E)m_[0-9a-f]{2}[0-9]{4}x(?:~|%7E)[A-Za-z0-9_-]+")]
    private static partial Regex ManageLink();

    /// <summary>One of them; what becomes of each is by their number.</summary>
    private sealed record Somebody(int Number, string Channel)
    {
        public string Id { get; } = $"m_{Number % 256:x2}{Number:0000}x";

        public bool HasLeft => Number % 97 == 5;

        public bool IsAsleep => !HasLeft && Number % 50 == 7;

        public bool WantsDigest => !HasLeft && !IsAsleep && Number % 60 == 13;

        public bool IsGone => !HasLeft && !WantsDigest && ((Channel == "webhook" && Number % 80 == 3) || (Channel == "slack" && Number % 30 == 4));

        public string Address => Channel switch
        {
            "email" => $"p{Number:0000}@example.org",
            "webhook" => $"https://{Hosts[Channel]}/{Id}",
            "ntfy" => $"https://{Hosts[Channel]}/{Id}",
            "webpush" => $"https://{Hosts[Channel]}/send/{Id}",
            "slack" => $"https://{Hosts[Channel]}/services/T0/B0/p{Number:0000}",
            "gotify" => $"https://{Hosts[Channel]}",
            "mattermost" => $"https://{Hosts[Channel]}/hooks/p{Number:0000}",
            "matrix" => $"!p{Number:0000}:example.org",
            "teams" => $"https://{Hosts[Channel]}/workflows/p{Number:0000}/triggers/manual/paths/invoke?api-version=2016-06-01&sig=s{Number:0000}",
            "google-chat" => $"https://{Hosts[Channel]}/v1/spaces/p{Number:0000}/messages?key=k&token=t",
            "rocket-chat" => $"https://{Hosts[Channel]}/hooks/a/p{Number:0000}",
            "discord" => $"https://{Hosts[Channel]}/api/webhooks/1{Number:0000}/token",
            _ => $"1{Number:0000}",
        };
    }
}
