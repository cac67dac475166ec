using System.Collections.Concurrent;
using System.Text.Json;
using Relais.Alerts;
using Relais.Notifications;
using Relais.Tests.Notifications;
using Relais.Tests.Story;
using Rhythm = Relais.Notifications.Rhythm;

namespace Relais.Tests.Alerts;

/// <summary>People of two campaigns with wishes of every kind, all that came to them, and whether it came as it should.</summary>
internal sealed class MannersCrowd
{
    private static readonly string[] Zones = ["Europe/Paris", "America/Toronto", "Asia/Kolkata"];
    private static readonly string[] Campaigns = ["climat", "velo"];
    private const int MostPerDay = 3;

    private readonly RelaisApp app;
    private readonly Random random;
    private readonly Dictionary<string, Wishes> wishes = [];
    private readonly HashSet<(string Person, string Campaign)> members = [];
    private readonly List<Alert> alerts = [];
    private readonly ConcurrentQueue<Arrival> arrivals = new();

    private MannersCrowd(RelaisApp app, Random random) => (this.app, this.random) = (app, random);

    public static async Task<MannersCrowd> GatherAsync(RelaisApp app, Random random, int people)
    {
        var crowd = new MannersCrowd(app, random);
        foreach (var campaign in Campaigns)
        {
            await app.CampaignAsync(campaign, [campaign]);
        }

        for (var number = 0; number < people; number++)
        {
            var person = $"p{number:D2}";
            crowd.wishes[person] = crowd.Draw(number);
            foreach (var campaign in Campaigns.Where((_, i) => i == 0 || number % 2 == 0))
            {
                crowd.members.Add((person, campaign));
                (await app.MemberAsync(person, crowd.wishes[person], campaign)).Otherwise = (request, token) => crowd.ReceiveAsync(person, campaign, request, token);
            }
        }

        return crowd;
    }

    /// <summary>Raises a call of one of the campaigns.</summary>
    public async Task CallAsync()
    {
        var (title, urgent, soon) = ($"Call {alerts.Count:D3}", random.Next(6) == 0, random.Next(5) == 0);
        var draft = new CallDraft(
            Campaigns[alerts.Count % Campaigns.Length],
            Title: new TextDraft(title, title),
            Body: new TextDraft("Text.", "Texte."),
            Severity: urgent ? Severities.Urgent : null,
            ExpiresAt: soon ? app.Now.AddHours(3) : null);
        alerts.Add((await app.Get<AlertDesk>().RaiseAsync(draft.ToAlert(title, "crowd", app.Now), default)).Alert);
    }

    /// <param name="atMost">How often one person may be told of one call: more than once only where machines died.</param>
    public async Task CheckAsync(int atMost)
    {
        foreach (var arrival in arrivals)
        {
            Assert.True(MayCome(arrival), $"{arrival} came in quiet hours, {wishes[arrival.Person]}");
        }

        var taken = arrivals.Where(arrival => arrival.IsTaken).ToArray();
        foreach (var day in taken.Where(arrival => !arrival.IsUrgent && arrival.Kind != AlertKinds.Digest && wishes[arrival.Person].IsCapped).GroupBy(arrival => (arrival.Person, Wall(arrival).Date)))
        {
            Assert.True(day.Select(arrival => arrival.Id).Distinct().Count() <= MostPerDay, $"{day.Key} has heard too often: {string.Join("; ", day)}");
        }

        var (direct, digests) = (0, 0);
        foreach (var alert in alerts)
        {
            foreach (var (person, _) in members.Where(member => member.Campaign == alert.CampaignId))
            {
                // Tries under one name are one.
                var title = alert.Words!.Title.En;
                var heard = taken.Where(arrival => arrival.Person == person && arrival.Says(title)).DistinctBy(arrival => arrival.Id).ToArray();
                (direct, digests) = (direct + heard.Count(one => one.Kind != AlertKinds.Digest), digests + heard.Count(one => one.Kind == AlertKinds.Digest));
                Assert.True(heard.Length <= atMost, $"{person} has heard {title} {heard.Length} times: {string.Join("; ", heard.AsEnumerable())}, {wishes[person]}");

                var record = await app.Get<LedgerReader>().FindAsync(alert.Id, 1, MemberStory.IdOf(person), default);
                Assert.True(heard.Length > 0 || record is { State: DeliveryState.Expired or DeliveryState.Failed }, $"{person} has not heard {title}: {record}, {wishes[person]}");
            }
        }

        Assert.True(direct > 10 && digests > 10, $"{direct} at once, {digests} in digests");
    }

    // Quiet for up to twenty hours: the story's steps are too long to meet a shorter rest of the day.
    private Wishes Draw(int number) => new()
    {
        Zone = TimeZoneInfo.FindSystemTimeZoneById(Zones[number % Zones.Length]),
        Quiet = number % 5 != 4 && new TimeOnly(random.Next(24), random.Next(4) * 15) is var from ? new QuietHours(from, from.AddMinutes(15 * random.Next(1, 81))) : null,
        UrgentAnyTime = random.Next(2) == 0,
        Rhythm = (Rhythm)(random.Next(4) is var drawn and < 2 ? drawn + 1 : 0),
        DigestHour = random.Next(24),
        DigestDay = (DayOfWeek)random.Next(7),
        IsCapped = number % 7 != 6,
    };

    // By the wall alone: a second way of saying what is quiet.
    private bool MayCome(Arrival arrival)
    {
        if (wishes[arrival.Person] is not { Quiet: { } quiet } one || (arrival.IsUrgent && one.UrgentAnyTime))
        {
            return true;
        }

        var shown = TimeOnly.FromDateTime(Wall(arrival));
        return quiet.From <= quiet.Until ? shown < quiet.From || shown >= quiet.Until : shown < quiet.From && shown >= quiet.Until;
    }

    private DateTime Wall(Arrival arrival) => TimeZoneInfo.ConvertTime(arrival.At, wishes[arrival.Person].Zone).DateTime;

    // Some say that they are busy, and some take what they are sent and say so.
    private async Task<HttpResponseMessage> ReceiveAsync(string person, string campaign, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var data = JsonDocument.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken)).RootElement.GetProperty("data");
        var id = request.Headers.GetValues("webhook-id").Single();
        var draw = (uint)($"{id}{app.Now:O}".Aggregate(7u, (sum, letter) => (sum * 31) + letter) % 100);
        var status = draw < 12 ? 429 : draw < 20 ? 503 : 204;
        arrivals.Enqueue(new Arrival(
            person, campaign, app.Now, id, data.GetProperty("kind").GetString()!, data.GetProperty("severity").GetString() == Severities.Urgent, data.GetProperty("title").GetString()!,
            data.GetProperty("body").GetString()!, status == 204));
        return await WebhookReceiver.Says(status, status == 429 ? "Retry-After" : null, "900")(request, cancellationToken);
    }

    private sealed record Arrival(string Person, string Campaign, DateTimeOffset At, string Id, string Kind, bool IsUrgent, string Title, string Body, bool IsTaken)
    {
        public bool Says(string title) => Kind == AlertKinds.Digest ? Body.Split('\n').Any(line => line.EndsWith("– " + title, StringComparison.Ordinal)) : Title == title;
    }
}
