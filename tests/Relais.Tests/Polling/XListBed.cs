using System.Globalization;
using System.Text;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Momentum;
using Relais.Polling;
using Relais.Storage;
using Relais.Storage.Tables;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>A list on X that is read, and what became of it.</summary>
internal static class XListBed
{
    public const string List = "1234567890";
    public const string Following = """{"name":"River","hashtags":["SaveOurRiver","Eau"],"sources":[{"kind":"x-list","url":"https://x.com/i/lists/1234567890"}]}""";

    public static readonly DateTimeOffset Monday = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
    public static readonly TrackedQuery River = new("x-list", "x.com", ["eau", "saveourriver"], [], "https://x.com/i/lists/1234567890");
    public static readonly PollDue Due = new(River, ["river"], Monday.AddDays(-30));

    // Each account twice; those that use a hashtag once with it, in one spelling or another.
    public static void PublishDay(FakeX x, DateTimeOffset day, int accounts, int users)
    {
        for (var account = 0; account < accounts; account++)
        {
            x.PublishInList(List, day.AddMinutes(30 + account), (ulong)account + 1, account < users ? account % 3 == 0 ? ["other", "EAU"] : ["SaveOurRiver"] : []);
            x.PublishInList(List, day.AddMinutes(600 + account), (ulong)account + 1, "other");
        }
    }

    public static Task PollAsync(RelaisApp app, DateTimeOffset now, PollDue? due = null)
    {
        app.SetClock(now);
        return app.RunAsync<PollSource>(function => function.RunAsync(due ?? Due, CancellationToken.None));
    }

    public static async Task<List<string>> EverythingAsync(RelaisApp app)
    {
        var texts = new List<string>();
        foreach (var table in app.Get<IEnumerable<DeclaredTable>>())
        {
            await foreach (var row in app.Get<StorageAccount>().Table(table.Name).QueryAsync<TableEntity>())
            {
                texts.AddRange(row.Keys.Select(key => row[key]).Select(value => value is byte[] bytes ? Encoding.Latin1.GetString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
            }
        }

        return texts;
    }

    public static Task<IReadOnlyList<Share>> SharesAsync(RelaisApp app) => app.Get<ShareStore>().ReadAsync(River.Key, DateOnly.MinValue, DateOnly.MaxValue, CancellationToken.None);

    public static Task<Cursor> CursorAsync(RelaisApp app) => app.Get<SignalStore>().ReadCursorAsync(River.Key, CancellationToken.None);

    public static Task<IReadOnlyList<Gap>> GapsAsync(RelaisApp app) =>
        app.Get<SignalStore>().ReadGapsAsync(River.Key, Monday.AddDays(-60), Monday.AddDays(60), CancellationToken.None);

    public static Task<Spending> SpentAsync(RelaisApp app) => app.Get<Budgets>().ReadAsync("x", app.Now, CancellationToken.None);
}
