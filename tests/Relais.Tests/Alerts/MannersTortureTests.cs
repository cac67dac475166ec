using System.Globalization;
using Relais.Alerts;
using Relais.Notifications;
using Relais.Tests.Story;

namespace Relais.Tests.Alerts;

/// <summary>Days around the clock changes of 2027, with people of every wish, receivers that are busy, and machines that die: nothing comes in quiet hours, and nothing that waits is lost.</summary>
public sealed class MannersTortureTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly bool IsLong = TestLength.IsLong;
    private static readonly TimeSpan Calling = TimeSpan.FromDays(IsLong ? 4 : 1.5);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(IsLong ? 10 : 30);

    // As many as a weekly digest of one of the two campaigns has room for.
    private const int Calls = 30;

    // A week for the last digest, and two days for its last try.
    private static readonly TimeSpan Ending = TimeSpan.FromDays(9);

    // The hour that comes twice, with kills, is the hardest of the nights in which clocks change.
    public static TheoryData<string, int, bool> Nights => TestLength.IsLong
        ? new() { { "2027-03-27T06:00Z", 1, false }, { "2027-10-30T06:00Z", 2, true }, { "2027-11-06T06:00Z", 3, true } }
        : new() { { "2027-10-30T06:00Z", 2, true } };

    [SkippableTheory]
    [MemberData(nameof(Nights))]
    public async Task Nothing_comes_in_quiet_hours_and_nothing_that_waits_is_lost(string begins, int seed, bool kills)
    {
        var (start, random, cuts) = (DateTimeOffset.Parse(begins, CultureInfo.InvariantCulture), new Random(seed), 0);
        await using var app = await RelaisApp.StartAsync(azurite, start, OnlyDeliveries);
        app.MayLogErrors = kills;
        var crowd = await MannersCrowd.GatherAsync(app, random, IsLong ? 40 : 14);
        for (var now = start + Step; now <= start + Calling; now += Step)
        {
            if (random.NextDouble() < Calls * Step / Calling)
            {
                await crowd.CallAsync();
            }

            if (kills && random.Next(2) == 0)
            {
                app.Storage.CutAfter(random.Next(60));
                try
                {
                    await app.StepAsync(now.AddSeconds(-1));
                }
                catch (PowerCutException)
                {
                    // The machine died in the middle of this.
                }

                cuts += app.Storage.WasCut ? 1 : 0;
                app.Storage.Restore();
            }

            await app.StepAsync(now);
        }

        await app.StepUntilAsync(start + Calling + Ending, minutes: IsLong ? 30 : 120);
        Assert.True(!kills || cuts > 5, $"{cuts} cuts");
        Assert.Empty(await app.Get<OpenAlerts>().ListAsync(default));
        Assert.Empty(await app.Get<DigestBook>().ListDueAsync(app.Now.AddYears(1), default));
        await crowd.CheckAsync(atMost: kills ? 3 : 1);
    }

    private static readonly Dictionary<string, string?> OnlyDeliveries =
        new[] { "SchedulePolls", "RefreshPosts", "TellStops", "ForgetPosts", "TakeSnapshots" }.ToDictionary(name => $"AzureWebJobs.{name}.Disabled", string? (_) => "true");
}
