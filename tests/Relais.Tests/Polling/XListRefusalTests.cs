using System.Globalization;
using Relais.Momentum;
using Relais.Tests.Story;
using static Relais.Tests.Polling.XListBed;

namespace Relais.Tests.Polling;

/// <summary>What is no answer to the reading of a list, and what of it is kept: nothing.</summary>
public sealed class XListRefusalTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task No_account_and_no_post_is_kept_or_logged_anywhere()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: FakeX.Settings(300));
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        (await app.PostAsync("/api/campaigns", Following)).Expect(201);
        var ids = Enumerable.Range(0, 25).SelectMany(number =>
        {
            var account = 918_273_645_000UL + (ulong)number;
            return new[] { account, x.PublishInList(List, Monday.AddDays(1).AddHours(2).AddMinutes(number), account, number < 5 ? "eau" : "other") };
        }).Select(id => id.ToString(CultureInfo.InvariantCulture)).ToArray();

        await app.StepUntilAsync(Monday.AddDays(2).AddHours(2), minutes: 30);

        Assert.Equal(20, Assert.Single(await SharesAsync(app)).Percent);
        var kept = await EverythingAsync(app);
        Assert.Contains(kept, text => text.Contains("https://x.com/i/lists/1234567890", StringComparison.Ordinal));
        Assert.NotEmpty(app.Log.Lines);
        Assert.DoesNotContain(kept.Concat(app.Log.Lines), text => ids.Any(id => text.Contains(id, StringComparison.Ordinal)));
        Assert.Null((await CursorAsync(app)).Position);
    }

    [SkippableTheory]
    [InlineData(404, "{}", "X shows no such list", true)]
    [InlineData(200, """{"errors":[{"type":"https://api.x.com/2/problems/not-authorized-for-resource"}]}""", "X shows no such list", true)]
    [InlineData(403, "{}", "X does not let this app ask (403)", true)]
    [InlineData(200, "<html>", "unreadable answer", false)]
    [InlineData(200, "{}", "unreadable answer", false)]
    [InlineData(200, "null", "unreadable answer", false)]
    [InlineData(200, """{"data":[null],"meta":{}}""", "unreadable answer", false)]
    [InlineData(200, """{"data":[{"id":"2028393472000000000"}],"meta":{}}""", "unreadable answer", false)]
    [InlineData(200, """{"data":[{"id":"2028393472000000000","author_id":"someone"}],"meta":{}}""", "unreadable answer", false)]
    [InlineData(200, """{"data":[{"id":"99999999999999999999999","author_id":"1"}],"meta":{}}""", "unreadable answer", false)]
    [InlineData(503, "", "answered 503", false)]
    public async Task What_is_no_answer_is_a_refusal_keeps_nothing_and_is_put_again(int status, string body, string reason, bool isDenied)
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: FakeX.Settings(300));
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        PublishDay(x, Monday, accounts: 20, users: 5);
        x.Instead = (status, body, []);
        await PollAsync(app, Monday.AddDays(1).AddMinutes(5), Due with { Since = Monday });

        var cursor = await CursorAsync(app);
        Assert.Equal((reason, isDenied), (cursor.Reason, cursor.IsDenied));
        Assert.Empty(await SharesAsync(app));
        x.Instead = null;
        await PollAsync(app, Monday.AddDays(1).AddMinutes(65), Due with { Since = Monday });
        Assert.Equal(isDenied ? [] : [new Share(new DateOnly(2026, 3, 2), 25, 20, IsCut: false)], await SharesAsync(app));
        Assert.Equal(isDenied, (await CursorAsync(app)).Reason is not null);
    }

    [SkippableFact]
    public async Task Pages_that_lead_round_in_a_circle_end_and_the_cut_is_said()
    {
        await using var app = await RelaisApp.StartAsync(azurite, settings: FakeX.Settings(300));
        await using var x = await FakeX.StartAsync(app.Outside, () => app.Now);
        x.Instead = (200, """{"meta":{"result_count":0,"next_token":"round"}}""", []);

        await PollAsync(app, Monday.AddDays(1).AddMinutes(5), Due with { Since = Monday });

        Assert.Equal((2, 0L), (x.Asked.Count, (await SpentAsync(app)).Mills));
        Assert.Equal(new Share(new DateOnly(2026, 3, 2), null, null, IsCut: true), Assert.Single(await SharesAsync(app)));
    }
}
