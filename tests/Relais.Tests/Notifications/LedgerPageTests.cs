using Azure;
using Relais.Notifications;

namespace Relais.Tests.Notifications;

/// <summary>One page of an audience under any order of outcomes.</summary>
public sealed class LedgerPageTests
{
    private const int Audience = 60;
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly Notification Surge = new(
        "al_1", 1, "marche", "Marche", "surge", "firing", new Localized("t", "t"), new Localized("b", "b"), Noon, Noon.AddDays(1));

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void States_add_up_and_rows_tell_the_same_whatever_comes_in_whatever_order(int seed)
    {
        var random = new Random(seed);
        var page = Page();
        var rows = new Dictionary<string, LateDelivery>();
        var attempts = new Dictionary<int, int>();
        var now = Noon;
        while (page.NextDue(now) is { } next)
        {
            now = next > now ? next : now;
            var due = page.DueAt(now);
            Assert.NotEmpty(due);
            foreach (var place in due.OrderBy(_ => random.Next()).Take(random.Next(1, due.Count + 1)))
            {
                Try(page, place, random, now, attempts);
            }

            Apply(page.TakeChanges(), rows);
            Check(page, rows);

            // A worker that dies here is followed by one that reads what was written.
            page = random.Next(4) == 0 ? new LedgerPage("marche", 1, Recipients, page.States.ToCharArray(), rows.Values, ETag.All) : page;
        }

        var counts = DeliveryCounts.Of(page.States);
        Assert.Equal((0, 0, Audience), (counts.Planned, counts.Deferred, counts.Audience));
        Assert.True(now < Surge.ExpiresAt);
        Assert.All(attempts.Values, count => Assert.InRange(count, 1, 10));
    }

    [Fact]
    public void A_delivery_that_is_refused_for_good_has_ended_and_says_why()
    {
        var page = Page();
        page.Record(3, DeliveryOutcome.Refused("gone"), Surge, Noon);
        Assert.Equal([("s_03", new LateDelivery("s_03", DeliveryState.Failed, "gone", 1, null))], page.TakeChanges());
        Assert.Empty(page.TakeChanges());
        Assert.DoesNotContain(3, page.DueAt(Noon.AddDays(30)));
    }

    [Fact]
    public void A_delivery_that_came_through_at_last_leaves_no_row()
    {
        var page = Page();
        page.Record(3, DeliveryOutcome.RetryAt(Noon.AddMinutes(2), "429"), Surge, Noon);
        Assert.Equal([("s_03", new LateDelivery("s_03", DeliveryState.Deferred, "429", 1, Noon.AddMinutes(2)))], page.TakeChanges());
        Assert.DoesNotContain(3, page.DueAt(Noon.AddMinutes(2).AddTicks(-1)));
        Assert.Contains(3, page.DueAt(Noon.AddMinutes(2)));

        page.Record(3, DeliveryOutcome.Sent, Surge, Noon.AddMinutes(2));
        Assert.Equal([("s_03", null)], page.TakeChanges());
        page.Record(4, DeliveryOutcome.Sent, Surge, Noon);
        Assert.Empty(page.TakeChanges());
    }

    [Fact]
    public void A_try_that_would_come_too_late_is_not_waited_for()
    {
        var page = Page();
        page.Record(0, DeliveryOutcome.RetryAt(Surge.ExpiresAt, "503"), Surge, Noon.AddHours(1));
        page.Record(1, DeliveryOutcome.RetryAt(Surge.ExpiresAt.AddTicks(-1), "503"), Surge, Noon.AddHours(1));
        Assert.Equal("xd", page.States[..2]);
        Assert.Equal(
            [("s_00", new LateDelivery("s_00", DeliveryState.Expired, "503", 1, null)), ("s_01", new LateDelivery("s_01", DeliveryState.Deferred, "503", 1, Surge.ExpiresAt.AddTicks(-1)))],
            page.TakeChanges().OrderBy(change => change.RecipientId));
    }

    [Fact]
    public void A_delivery_that_is_ended_unattempted_keeps_the_count_of_its_tries()
    {
        var page = Page();
        page.Record(0, DeliveryOutcome.RetryAt(null, "503"), Surge, Noon);
        page.End(0, DeliveryState.Suppressed, "unsubscribed");
        page.End(1, DeliveryState.Expired, "expired");
        Assert.Equal(
            [("s_00", new LateDelivery("s_00", DeliveryState.Suppressed, "unsubscribed", 1, null)), ("s_01", new LateDelivery("s_01", DeliveryState.Expired, "expired", 0, null))],
            page.TakeChanges().OrderBy(change => change.RecipientId));
        Assert.Equal(new DeliveryCounts(Audience - 2, 0, 0, 0, 1, 1), DeliveryCounts.Of(page.States));
    }

    [Fact]
    public void What_is_due_next_is_the_earliest_of_all()
    {
        var page = Page();
        Assert.Equal(Noon, page.NextDue(Noon));
        for (var place = 0; place < Audience; place++)
        {
            page.Record(place, DeliveryOutcome.RetryAt(Noon.AddHours(2).AddMinutes(place == 7 ? -30 : place), "503"), Surge, Noon);
        }

        Assert.Equal(Noon.AddMinutes(90), page.NextDue(Noon));
        Assert.Equal([7], page.DueAt(Noon.AddMinutes(90)));
    }

    private static string[] Recipients { get; } = [.. Enumerable.Range(0, Audience).Select(number => $"s_{number:D2}")];

    private static LedgerPage Page() => new("marche", 1, Recipients, [.. Enumerable.Repeat((char)DeliveryState.Planned, Audience)], [], ETag.All);

    private static void Try(LedgerPage page, int place, Random random, DateTimeOffset now, Dictionary<int, int> attempts)
    {
        if (random.Next(12) == 0)
        {
            page.End(place, random.Next(2) == 0 ? DeliveryState.Suppressed : DeliveryState.Expired, "x");
            attempts.TryAdd(place, 1);
            return;
        }

        attempts[place] = attempts.GetValueOrDefault(place) + 1;
        var outcome = random.Next(6) switch
        {
            0 => DeliveryOutcome.Sent,
            1 => DeliveryOutcome.Refused("gone"),
            2 => DeliveryOutcome.RetryAt(now.AddMinutes(random.Next(600)), "429"),
            _ => DeliveryOutcome.RetryAt(null, "503"),
        };
        page.Record(place, outcome, Surge, now);
    }

    private static void Apply(IEnumerable<(string RecipientId, LateDelivery? Row)> changes, Dictionary<string, LateDelivery> rows)
    {
        foreach (var (recipient, row) in changes)
        {
            if (row is null)
            {
                Assert.True(rows.Remove(recipient));
            }
            else
            {
                rows[recipient] = row;
            }
        }
    }

    private static void Check(LedgerPage page, Dictionary<string, LateDelivery> rows)
    {
        Assert.Equal(Audience, DeliveryCounts.Of(page.States).Audience);
        for (var place = 0; place < Audience; place++)
        {
            var state = (DeliveryState)page.States[place];
            var row = rows.GetValueOrDefault(Recipients[place]);
            Assert.Equal(state is DeliveryState.Planned or DeliveryState.Sent ? null : state, row?.State);
            Assert.Equal(state == DeliveryState.Deferred, row?.NextTry is not null);
        }
    }
}
