using Relais.Campaigns;
using Relais.Momentum;
using Relais.Polling;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>Two questions that are searched for on X, and what became of them.</summary>
internal static class XSearchBed
{
    public static readonly DateTimeOffset Morning = RelaisApp.Morning;
    public static readonly TrackedQuery River = new("x-search", "api.x.com", ["saveourriver"], []);
    public static readonly TrackedQuery Water = new("x-search", "api.x.com", ["eau"], []);
    public static readonly PollDue Due = new(River, ["c"], Morning);
    public static readonly PollDue Both = Due with { With = [new PollDue(Water, ["d"], Morning)] };

    public static readonly Dictionary<string, string?> Settings = FakeX.Settings(300);

    public static Task PollAsync(RelaisApp app, DateTimeOffset now, PollDue? due = null)
    {
        app.SetClock(now);
        return app.RunAsync<PollSource>(function => function.RunAsync(due ?? Due, CancellationToken.None));
    }

    public static async Task<Dictionary<DateTimeOffset, int>> CountsAsync(RelaisApp app, TrackedQuery query) =>
        new((await app.Get<SignalStore>().ReadCountsAsync(query.Key, Morning.AddDays(-1), Morning.AddDays(20), CancellationToken.None)).Minutes);

    public static Task<Cursor> CursorAsync(RelaisApp app, TrackedQuery? query = null) => app.Get<SignalStore>().ReadCursorAsync((query ?? River).Key, CancellationToken.None);

    public static Task<IReadOnlyList<Gap>> GapsAsync(RelaisApp app, TrackedQuery? query = null) =>
        app.Get<SignalStore>().ReadGapsAsync((query ?? River).Key, Morning.AddDays(-1), Morning.AddDays(60), CancellationToken.None);

    public static Task<Spending> SpentAsync(RelaisApp app) => app.Get<Budgets>().ReadAsync("x", app.Now, CancellationToken.None);
}
