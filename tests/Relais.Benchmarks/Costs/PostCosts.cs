using System.Globalization;
using System.Net;
using System.Text;
using System.Web;
using Relais.Benchmarks.App;
using Relais.Campaigns;
using Relais.Momentum;
using Relais.Polling;

namespace Relais.Benchmarks.Costs;

/// <summary>Posts that wait on a Mastodon instance when it is asked: read by forty, folded by hundreds, judged once.</summary>
internal static class PostCosts
{
    private const int Posts = 1000;
    private const int Polls = 2;
    private const int LargestPage = 40;
    private const double MostPerThousand = 20;
    private const string Host = "mastodon.example";

    // Polls alone: what else a minute costs is counted apart.
    private static readonly Dictionary<string, string?> Only = FunctionsOff.TimersBut(nameof(SchedulePolls)).And(nameof(MeasureMomentum));

    public static async Task<IReadOnlyList<Cost>> MeasureAsync(StorageEmulator emulator, BenchmarkOptions options)
    {
        var published = 0;
        using var instance = new Strangers(uri => Answer(uri, published));
        await using var app = await MeasuredApp.StartAsync(emulator, Only, instance);
        var campaign = await app.AddCampaignAsync(MeasuredApp.Beginning.AddMinutes(-5), new FollowedSource("mastodon", Host));

        // One post gives the cursor its place; the backlog comes after it, within three hours in which nobody asked.
        published = 1;
        await app.StepAsync(MeasuredApp.Beginning);
        published = Posts + 1;
        var folded = await app.Storage.MeasureAsync(async () =>
        {
            // A poll reads so much of a source at most, and the next one the rest.
            for (var poll = 0; poll < Polls; poll++)
            {
                await app.StepAsync(MeasuredApp.Beginning.AddMinutes(181 + poll));
            }
        });
        await ExpectAsync(app, campaign, Posts + 1);
        var judged = await app.Storage.MeasureAsync(() => app.CallAsync<MeasureMomentum>(one => one.RunAsync(new MomentumDue(campaign.Id), default)));
        return
        [
            Cost.Of($"{Posts:N0} posts from a backlog, folded", folded, MostPerThousand),
            Cost.Of("  and judged, however many they are", judged),
        ];
    }

    // What was not counted costs nothing: a figure without this would praise a fault.
    private static async Task ExpectAsync(MeasuredApp app, Campaign campaign, int posts)
    {
        var query = TrackedQuery.Of(campaign, app.Get<CampaignRules>().Kinds).Single();
        var cursor = await app.Get<SignalStore>().ReadCursorAsync(query.Key, default);
        if (cursor.Signals != posts)
        {
            throw new InvalidOperationException($"Of {posts} posts {cursor.Signals} were counted.");
        }
    }

    private static HttpResponseMessage Answer(Uri asked, int published)
    {
        var after = HttpUtility.ParseQueryString(asked.Query)["min_id"] is { } id ? int.Parse(id, CultureInfo.InvariantCulture) : 0;
        var page = Enumerable.Range(after + 1, Math.Clamp(published - after, 0, LargestPage)).Reverse().Select(Status);
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent($"[{string.Join(',', page)}]", Encoding.UTF8, "application/json") };
    }

    // The second post and those after it, ten seconds apart: about the rate that a campaign in its best hour has.
    private static string Status(int number) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id":"{{number}}","created_at":"{{MeasuredApp.Beginning.AddSeconds(number * 10):O}}","url":"https://{{Host}}/@someone/{{number}}","tags":[{"name":"boiteaoutils"}]}""");
}
