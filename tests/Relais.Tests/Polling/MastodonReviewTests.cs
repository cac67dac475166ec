using System.Globalization;
using System.Net;
using System.Text;
using System.Web;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>Servers that speak Mastodon's API without knowing all of it, and what they do to counts.</summary>
public sealed class MastodonReviewTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task A_server_that_knows_nothing_of_min_id_has_each_post_counted_once()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var published = RelaisApp.Morning.AddMinutes(1);
        var page = string.Join(',', Enumerable.Range(0, 40).Reverse().Select(i =>
            $$"""{"id":"{{(published.ToUnixTimeMilliseconds() << 16) + i}}","created_at":"{{published.ToString("O", CultureInfo.InvariantCulture)}}","url":null,"tags":[{"name":"deaf"}]}"""));
        var asked = 0;
        app.Outside.Put("deaf.example", (_, _) =>
        {
            Interlocked.Increment(ref asked);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent($"[{page}]", Encoding.UTF8, "application/json") });
        });
        (await app.PostAsync("/api/campaigns", """{"name":"Deaf","hashtags":["deaf"],"sources":[{"kind":"mastodon","host":"deaf.example"}]}""")).Expect(201);
        await app.StepUntilAsync(RelaisApp.Morning.AddMinutes(10));
        var first = asked;

        await app.StepUntilAsync(RelaisApp.Morning.AddMinutes(40));

        Assert.Equal(40, (await app.GetAsync("/api/dashboard/deaf")).Expect(200).Number("campaign", "totals", "posts"));
        Assert.Equal(2 * 6, asked - first);
    }

    [SkippableFact]
    public async Task A_status_of_another_server_that_arrives_behind_newer_ones_is_counted_once()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var statuses = new List<(long Id, DateTimeOffset Created, DateTimeOffset Arrives)>();
        app.Outside.Put("late.example", (request, _) =>
        {
            var query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
            var (after, before) = (Number(query["min_id"], 0), Number(query["max_id"], long.MaxValue));
            var there = statuses.Where(status => status.Arrives <= app.Now && status.Id > after && status.Id < before).OrderBy(status => status.Id);
            var page = (query["min_id"] is null ? there.TakeLast(40) : there.Take(40)).Reverse();
            var json = string.Join(',', page.Select(status => $$"""{"id":"{{status.Id}}","created_at":"{{status.Created.ToString("O", CultureInfo.InvariantCulture)}}","url":null,"tags":[]}"""));
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent($"[{json}]", Encoding.UTF8, "application/json") });
        });

        // Its id says when it was published there, not when it came (mastodon, lib/mastodon/snowflake, around_create): every third is on its way
        // for up to six minutes, while others come at once.
        for (var i = 0; i < 300; i++)
        {
            var created = RelaisApp.Morning.AddSeconds(10 + (i * 12));
            statuses.Add(((created.ToUnixTimeMilliseconds() << 16) + i, created, i % 3 == 0 ? created.AddSeconds(i * 37 % 360) : created));
        }

        (await app.PostAsync("/api/campaigns", """{"name":"Late","hashtags":["late"],"sources":[{"kind":"mastodon","host":"late.example"}]}""")).Expect(201);
        await app.StepUntilAsync(RelaisApp.Morning.AddMinutes(80));

        var shown = (await app.GetAsync("/api/dashboard/late")).Expect(200);
        Assert.Equal(300, shown.Number("campaign", "totals", "posts"));
        Assert.Equal(0, shown.At("gaps").GetArrayLength());
    }

    private static long Number(string? text, long otherwise) => text is null ? otherwise : long.Parse(text, CultureInfo.InvariantCulture);
}
