using Relais.Notifications;
using Relais.Tests.Story;

namespace Relais.Tests.Notifications;

/// <summary>Whatever happens to a page, by however many hands and in whatever order, its states add up to its audience and what was sent stays sent.</summary>
public sealed class LedgerPropertyTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const int Audience = 40;
    private static readonly string[] People = [.. Enumerable.Range(0, Audience).Select(Make.SubscriberId)];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, TestLength.IsLong ? 4 : 1)];

    [SkippableTheory]
    [MemberData(nameof(Seeds))]
    public async Task States_add_up_to_the_audience_under_any_order_of_events(int seed)
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var (ledger, changes, random) = (app.Get<Ledger>(), app.Get<LedgerChanges>(), new Random(seed));
        var notification = new Notification("al_x", 1, "climat", "Marche", "call", "firing", new("t", "t"), new("b", "b"), app.Now, app.Now.AddDays(3));
        var due = (await ledger.PlanAsync(notification, 1, [People], app.Now, default))![0];
        var (hands, sent, now, steps) = (new List<LedgerPage>(), new HashSet<string>(), app.Now, TestLength.IsLong ? 5_000 : 250);
        for (var step = 0; step < steps; step++)
        {
            now += TimeSpan.FromSeconds(random.Next(20));
            if (random.Next(10) == 0)
            {
                app.Storage.CutAfter(random.Next(3));
            }

            try
            {
                await ActAsync(random, ledger, changes, due, notification, hands, now);
            }
            catch (PowerCutException)
            {
                hands.Clear();
            }

            app.Storage.Restore();
            sent = await CheckAsync(app, sent, $"seed {seed}, step {step}");
        }

        // Something did happen.
        Assert.True(sent.Count > 0 || (await app.Get<LedgerReader>().CountAsync("al_x", 1, default)).Suppressed > 0);
    }

    private static async Task ActAsync(Random random, Ledger ledger, LedgerChanges changes, DeliveryDue due, Notification notification, List<LedgerPage> hands, DateTimeOffset now)
    {
        switch (random.Next(8))
        {
            case 0 or 1:
                // As planned, or as it stands; by a message that came again.
                if (await ledger.ClaimAsync(random.Next(2) == 0 ? due : due with { Planned = null }, now, default) is { } page)
                {
                    hands.Add(page);
                }

                break;
            case 2 or 3 or 4 when hands.Count > 0:
                var held = hands[random.Next(hands.Count)];
                foreach (var place in held.DueAt(now).Where(_ => random.Next(4) == 0))
                {
                    held.Record(place, OutcomeOf(random, now), notification, now);
                }

                var release = random.Next(3) == 0;
                if (!await ledger.FlushAsync(due, held, release, now, default) || release)
                {
                    hands.Remove(held);
                }

                break;
            case 5:
                await changes.ReplayAsync(due, random.Next(2) == 0 ? [] : ["400"], random.Next(3) == 0, now, default);
                break;
            case 6 when random.Next(12) == 0:
                var version = 2 + random.Next(3);
                await changes.FollowAsync(due, new FollowMark("al_x", version, $"t{version}", new Dictionary<string, int>(), random.Next(4) == 0 ? "retracted" : null), now, default);
                break;
            case 7 when random.Next(60) == 0:
                await changes.SuppressAsync(due, "superseded", now, default);
                break;
        }
    }

    private static DeliveryOutcome OutcomeOf(Random random, DateTimeOffset now) => random.Next(5) switch
    {
        0 => DeliveryOutcome.Refused("400"),
        1 => DeliveryOutcome.RetryAt(null, "timeout"),
        2 => DeliveryOutcome.Limited(now.AddSeconds(random.Next(3_000)), "429"),
        _ => DeliveryOutcome.Sent,
    };

    private static async Task<HashSet<string>> CheckAsync(RelaisApp app, HashSet<string> sent, string when)
    {
        var counts = await app.Get<LedgerReader>().CountAsync("al_x", 1, default);
        var (records, _) = await app.Get<LedgerReader>().ListPageAsync("al_x", 1, 0, default);
        var (late, _) = await app.Get<LedgerReader>().ListLateAsync("al_x", 1, LateFilter.Any, "", 1000, default);
        var now = records.Where(record => record.State == DeliveryState.Sent).Select(record => record.RecipientId).ToHashSet();
        Assert.True(counts.Audience == Audience && records.Count == Audience, $"{when}: {counts}");
        Assert.True(sent.IsSubsetOf(now), $"{when}: what was sent is not any more.");
        Assert.Equal(
            records.Where(record => record.State is not (DeliveryState.Sent or DeliveryState.Planned)).Select(record => (record.RecipientId, record.State)),
            late.Select(row => (row.RecipientId, row.State)));
        return now;
    }
}
