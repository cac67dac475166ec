using Relais.Notifications;
using Relais.Tests.Notifications;
using Relais.Tests.Story;

namespace Relais.Tests.Alerts;

/// <summary>The most that one person is told a day, all campaigns together.</summary>
public sealed class DayCapStoryTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly Wishes Capped = new() { Zone = MemberStory.Paris, IsCapped = true, DigestHour = 7 };

    [SkippableFact]
    public async Task What_goes_beyond_three_a_day_comes_with_the_next_digest_whichever_campaign_says_it()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.CampaignAsync();
        await app.CampaignAsync("velo", hashtags: ["velo"]);
        var (climat, velo) = (await app.MemberAsync("anna", Capped), await app.MemberAsync("anna", Capped, "velo"));
        var other = await app.MemberAsync("bob", Capped);
        await CallAsync(app, "climat", "one", "two");
        await CallAsync(app, "velo", "three", "four");
        await CallAsync(app, "climat", "five");

        Assert.Equal(["one", "two"], climat.Titles());
        Assert.Equal(["three"], velo.Titles());
        Assert.Equal(["one", "two", "five"], other.Titles());

        // What is urgent is neither counted nor kept.
        (await app.CallAsync("six", ""","severity":"urgent" """, Words("six"))).Expect(201);
        await app.SettleAsync();
        Assert.Equal(["one", "two", "six"], climat.Titles());

        await app.StepUntilAsync(RelaisApp.Morning.AddHours(22.5), minutes: 30);
        Assert.Equal(("Marche climat: 1 thing to know", "2 Mar 09:00 – five"), climat.Told()[^1]);
        Assert.Equal(("Marche velo: 1 thing to know", "2 Mar 09:00 – four"), velo.Told()[^1]);

        // Another day.
        await CallAsync(app, "velo", "seven");
        Assert.Equal("seven", velo.Titles()[^1]);
    }

    [SkippableFact]
    public async Task The_day_is_the_persons_own()
    {
        await using var app = await RelaisApp.StartAsync(azurite, now: RelaisApp.Morning.AddHours(14.9), settings: One);
        await app.CampaignAsync();
        var (paris, kolkata) = (await app.MemberAsync("anna", Capped), await app.MemberAsync("bob", Capped with { Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata"), DigestHour = 23 }));
        await CallAsync(app, "climat", "one");

        // Midnight has passed in Paris only.
        await app.StepUntilAsync(RelaisApp.Morning.AddHours(15.5));
        await CallAsync(app, "climat", "two");
        Assert.Equal((2, 1), (paris.Received.Count, kolkata.Received.Count));
    }

    [SkippableFact]
    public async Task A_later_try_is_not_counted_again()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: One);
        await app.CampaignAsync();
        var anna = await app.MemberAsync("anna", Capped);
        anna.Then(WebhookReceiver.Says(503)).Then(WebhookReceiver.Says(503));
        await CallAsync(app, "climat", "one");
        await app.StepUntilAsync(app.Now.AddHours(1));

        Assert.Equal(["one", "one", "one"], anna.Titles());
        Assert.Single(anna.Received.Select(received => received.Id).Distinct());
    }

    [SkippableFact]
    public async Task Of_many_calls_at_once_a_person_hears_three()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var counts = app.Get<DailyCounts>();
        var people = Enumerable.Range(0, 40).ToDictionary(number => MemberStory.IdOf($"p{number:D2}"), number => $"p{number:D2}");
        var told = new System.Collections.Concurrent.ConcurrentBag<int>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 12), new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (number, token) =>
            told.Add(people.Count - (await counts.CountAsync(new DateOnly(2026, 3, 2), people, Call(number), token)).Count));

        Assert.Equal(3 * 40, told.Sum());

        // Asked again, those who were counted are not refused; another day knows nothing of it, and is forgotten by itself.
        var again = 0;
        for (var number = 0; number < 12; number++)
        {
            again += people.Count - (await counts.CountAsync(new DateOnly(2026, 3, 2), people, Call(number), default)).Count;
        }

        Assert.Equal(3 * 40, again);
        await counts.ForgetAsync(new DateOnly(2026, 3, 3), default);
        Assert.Empty(await counts.CountAsync(new DateOnly(2026, 3, 2), people, Call(77), default));
    }

    private static readonly Dictionary<string, string?> One = new() { [DayCap.Setting] = "1" };

    private static Notification Call(int number) => new($"al_{number}", 1, "climat", "Climat", "call", "firing", new("t", "t"), new("b", "b"), RelaisApp.Morning, RelaisApp.Morning.AddDays(1));

    private static string Words(string title) => $$""" "title":{"en":"{{title}}"},"body":{"en":"Text."} """;

    private static async Task CallAsync(RelaisApp app, string campaign, params string[] titles)
    {
        foreach (var title in titles)
        {
            (await app.SendWithKeyAsync($$"""{"campaign":"{{campaign}}",{{Words(title)}}}""", title)).Expect(201);
            await app.SettleAsync();
        }
    }
}
