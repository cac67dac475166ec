using Relais.Momentum;
using Relais.Polling;
using Relais.Storage;
using Relais.Storage.Tables;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>The posts of a question that nobody asks any more.</summary>
public sealed class ForgetPostsTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task Posts_of_an_ended_campaign_are_gone_after_a_week_and_its_counts_stay()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        app.SetClock(RelaisApp.Morning);
        (await app.PostAsync("/api/campaigns", """{"name":"Climat","hashtags":["climat"],"sources":[{"kind":"mastodon","host":"mastodon.example"}]}""")).Expect(201);
        instance.Publish(30, RelaisApp.Morning.AddMinutes(1), RelaisApp.Morning.AddMinutes(50), "climat", "foret");
        await app.StepUntilAsync(RelaisApp.Morning.AddHours(1));
        (await app.PostAsync("/api/campaigns/climat/end", "")).Expect(200);
        await app.StepUntilAsync(RelaisApp.Morning.AddHours(2));

        await app.StepAsync(RelaisApp.Morning.AddDays(6));
        Assert.NotEqual(0, await PostRowsAsync(app));
        Assert.Equal(30, (await app.GetAsync("/api/campaigns/climat/topics")).Expect(200).Number("hashtags", "0", "posts"));

        await app.StepAsync(RelaisApp.Morning.AddDays(8));
        Assert.Equal(0, await PostRowsAsync(app));
        Assert.Empty((await app.GetAsync("/api/campaigns/climat/topics")).Expect(200).At("hashtags").EnumerateArray());
        Assert.Equal(30, (await app.GetAsync("/api/dashboard/climat?hours=168")).At("campaign").GetProperty("totals").GetProperty("posts").GetInt32());
    }

    [SkippableFact]
    public async Task Posts_of_a_source_that_answers_no_more_are_gone_after_a_week_though_its_campaign_goes_on()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var instance = new MastodonInstance(app.Outside, () => app.Now);
        (await app.PostAsync("/api/campaigns", """{"name":"Climat","hashtags":["climat"],"sources":[{"kind":"mastodon","host":"mastodon.example"}]}""")).Expect(201);
        instance.Publish(30, RelaisApp.Morning.AddMinutes(1), RelaisApp.Morning.AddMinutes(50), "climat", "foret");
        await app.StepUntilAsync(RelaisApp.Morning.AddHours(1));
        app.Outside.Put("mastodon.example", (_, _) => throw new HttpRequestException(HttpRequestError.ConnectionError, "Nobody is there any more."));

        await app.StepUntilAsync(RelaisApp.Morning.AddDays(6), minutes: 120);
        Assert.NotEqual(0, await PostRowsAsync(app));
        await app.StepUntilAsync(RelaisApp.Morning.AddDays(8).AddHours(1), minutes: 120);

        Assert.Equal(0, await PostRowsAsync(app));
    }

    [SkippableFact]
    public async Task An_answer_is_written_though_somebody_else_has_just_taken_away_what_it_would_have_deleted()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var signals = app.Get<SignalStore>();
        const string Query = "mastodon~mastodon.example~climat";
        var first = new AnswerBuilder();
        Assert.True(first.TryAdd(new Post("1", RelaisApp.Morning, null)));
        var cursor = await signals.FoldAsync(Query, Cursor.None, first.ToFold("1", RelaisApp.Morning.AddMinutes(1)), CancellationToken.None);
        app.Storage.Before = async request =>
        {
            if (request.Uri.ToUri().AbsolutePath.EndsWith("$batch", StringComparison.Ordinal))
            {
                app.Storage.Before = _ => Task.CompletedTask;
                await app.Get<KeptPosts>().ForgetAsync(Query, RelaisApp.Morning.AddDays(8), CancellationToken.None);
            }
        };

        var second = new AnswerBuilder();
        Assert.True(second.TryAdd(new Post("2", RelaisApp.Morning.AddDays(8), null)));
        var written = await signals.FoldAsync(Query, cursor!, second.ToFold("2", RelaisApp.Morning.AddDays(8).AddMinutes(1)), CancellationToken.None);

        Assert.Equal(("2", 2L), (written!.Position, written.Signals));
        Assert.Equal(1, await PostRowsAsync(app));
    }

    private static async Task<int> PostRowsAsync(RelaisApp app)
    {
        var rows = 0;
        var filter = TableClient.CreateQueryFilter($"RowKey ge {"posts~"} and RowKey lt {"posts~~"}");
        await foreach (var _ in app.Get<StorageAccount>().Table(SignalStore.TableName).QueryAsync<TableEntity>(filter))
        {
            rows++;
        }

        return rows;
    }
}
