using System.Net;
using Relais.Benchmarks.App;
using Relais.Benchmarks.Polling;

namespace Relais.Tests.Benchmarks;

/// <summary>What polls cost in requests, counted as the benchmarks count them: the same on any machine.</summary>
public sealed class PollCostsTests
{
    [SkippableFact]
    public async Task A_thousand_posts_of_a_backlog_cost_twenty_requests_at_most()
    {
        await using var emulator = await StartAsync();
        Assert.InRange((await PostsBenchmark.FoldAsync(emulator, 2_000)).PerThousand, 1, 20);
    }

    [SkippableFact]
    public async Task Campaigns_that_share_a_hashtag_ask_for_it_once_and_each_question_costs_a_few_requests()
    {
        await using var emulator = await StartAsync();
        var instance = new CrowdedInstance("mastodon.example");
        using var network = new Strangers(uri => new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(instance.Answer(uri)!) });
        await using var run = await PollRun.StartAsync(emulator, "mastodon.example", campaigns: 60, hashtags: 6, judged: false, network);
        instance.GoTo(1);
        await run.TickAsync();
        instance.GoTo(2);
        var asked = instance.Asked;

        var requests = await run.TickAsync();

        // One message is put, got and deleted for each question; a cursor is read, an hour too, and one transaction written; then ten campaigns are told.
        Assert.Equal(6, instance.Asked - asked);
        Assert.InRange(requests / 6.0, 6, 6 + 10 + 1);
        await run.ExpectAsync(2);
    }

    private static async Task<StorageEmulator> StartAsync()
    {
        try
        {
            return await StorageEmulator.StartAsync();
        }
        catch (InvalidOperationException missing)
        {
            throw new SkipException(missing.Message);
        }
    }
}
