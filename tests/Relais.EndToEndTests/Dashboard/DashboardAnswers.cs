using System.Text.Json;

namespace Relais.EndToEndTests.Dashboard;

/// <summary>The two answers of <c>/api/dashboard</c>, in the shape that the page is promised.</summary>
internal static class DashboardAnswers
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private static readonly object Told = new { audience = 901, planned = 14, sent = 812, deferred = 22, failed = 9, expired = 3, suppressed = 41 };
    private static readonly object NobodyTold = new { audience = 0, planned = 0, sent = 0, deferred = 0, failed = 0, expired = 0, suppressed = 0 };

    public static string List(IEnumerable<Campaign> campaigns) =>
        JsonSerializer.Serialize(new { now = Now, campaigns = campaigns.Select(Summary) }, Web);

    public static string One(Campaign campaign, int hours)
    {
        var step = TimeSpan.FromMinutes(hours switch { 1 => 1, 24 => 5, _ => 60 });
        var from = Now.AddHours(-hours);
        var at = Enumerable.Range(0, (int)(TimeSpan.FromHours(hours) / step)).Select(place => from + place * step).ToArray();
        return JsonSerializer.Serialize(new
        {
            now = Now,
            campaign = Summary(campaign),
            from,
            until = Now,
            stepMinutes = step.TotalMinutes,
            curve = new { at = at.Select(instant => instant.ToUnixTimeSeconds()), posts = at.Select(instant => campaign.Busy ? Posts(instant) : 0) },
            alerts = campaign.Busy ? Alerts() : [],
            gaps = campaign.Busy ? Gaps() : [],
            sources = new object[]
            {
                new { kind = "mastodon", where = "mastodon.social", lastAsked = Now.AddSeconds(-40), state = "ok", detail = (string?)null },
                new { kind = "mastodon", where = "piaille.fr", lastAsked = (DateTimeOffset?)null, state = "failing", detail = "It does not answer" },
            },
        }, Web);
    }

    private static object Summary(Campaign campaign) => new
    {
        id = campaign.Id,
        name = campaign.Name,
        hashtags = campaign.Hashtags,
        state = campaign.State,
        snapshotAt = campaign.Snapshot ? Now.AddMinutes(-2) : (DateTimeOffset?)null,
        totals = new { posts = campaign.Busy ? 12345 : 0, lastHour = campaign.Busy ? 212 : 0, lastDay = campaign.Busy ? 3044 : 0, lastWeek = 0 },
        momentum = campaign.Phase is null
            ? null
            : new { phase = campaign.Phase, value = campaign.Momentum, trailing = 120, expected = 18.5, threshold = 3.5 },
        alerts = new { firing = campaign.Firing, total = campaign.Busy ? 3 : 0 },
        deliveries = campaign.Busy ? Told : NobodyTold,
        gaps = new { open = campaign.Busy ? 1 : 0, lastWeek = campaign.Busy ? 3 : 0 },
        submitted = campaign.Submitted,
        goals = campaign.Goals,
    };

    // Blind from 06:00 to 07:00: the zeros of that hour are not zeros. The greatest step is the one of 11:00.
    private static int Posts(DateTimeOffset instant) => instant switch
    {
        _ when instant.Date == Now.Date && instant.Hour == 6 => 0,
        _ when instant == Now.AddHours(-1) => 30,
        _ => 3 + instant.Minute / 5 % 4,
    };

    // The first is older than a day, so that the range of 24 hours shows two of the three.
    private static object[] Alerts() =>
    [
        Alert("al_3", "firing", Now.AddHours(-2), null, Told),
        Alert("al_2", "resolved", Now.AddHours(-12), Now.AddHours(-11), Told),
        Alert("al_1", "resolved", Now.AddHours(-40), Now.AddHours(-39), NobodyTold),
    ];

    private static object Alert(string id, string status, DateTimeOffset startsAt, DateTimeOffset? endsAt, object deliveries) => new
    {
        id, kind = "surge", status, startsAt, endsAt,
        title = new { en = "#BoîteÀOutils is taking off", fr = "#BoîteÀOutils s’envole" },
        why = new { en = "120 posts where 18.5 are usual.", fr = "120 publications là où 18,5 sont habituelles." },
        deliveries,
    };

    private static object[] Gaps() =>
    [
        new { source = "mastodon piaille.fr", from = Now.AddHours(-6), until = Now.AddHours(-5), reason = "429", recovered = false },
        new { source = "mastodon mastodon.social", from = Now.AddHours(-9), until = Now.AddHours(-8), reason = "503", recovered = true },
        new { source = "mastodon piaille.fr", from = Now.AddMinutes(-10), until = (DateTimeOffset?)null, reason = "It does not answer", recovered = false },
    ];
}
