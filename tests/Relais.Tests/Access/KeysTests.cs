using System.Text.Json;
using Relais.Storage;
using Relais.Storage.Tables;
using Relais.Tests.Story;

namespace Relais.Tests.Access;

/// <summary>Who may call what, with which key and until when.</summary>
public sealed class KeysTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Refused = "authorization: must be `Bearer` and an organiser's key that is valid.";
    private const string Draft = """{"name":"Marche","hashtags":["climat"]}""";

    [SkippableFact]
    public async Task Reading_writing_and_giving_keys_each_need_their_scope()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var (read, write, admin) = (await GiveAsync(app, "read"), await GiveAsync(app, "write"), await GiveAsync(app, "admin"));

        foreach (var (key, status) in new[] { (read, 403), (write, 201), (admin, 201) })
        {
            var answer = await app.PostAsync("/api/campaigns", Draft, key);
            Assert.Equal(status, answer.Status);
            Assert.True(status == 201 || answer.Detail == "authorization: must be a key of scope write.");
        }

        foreach (var (key, status) in new[] { (read, 403), (write, 403), (admin, 200) })
        {
            var answer = await app.GetAsync("/api/keys", key);
            Assert.Equal(status, answer.Status);
            Assert.True(status == 200 || answer.Detail == "authorization: must be a key of scope admin.");
        }

        foreach (var key in new[] { read, write, admin })
        {
            Assert.Equal(200, (await app.GetAsync("/api/campaigns", key)).Status);
        }

        Assert.Equal(403, (await app.PostAsync("/api/keys", """{"name":"mine","scope":"admin"}""", write)).Status);
        Assert.Equal(403, (await app.SendAsync(HttpMethod.Delete, "/api/campaigns/marche/subscriptions/s_1", null, read)).Status);
    }

    [SkippableFact]
    public async Task Every_door_under_api_asks_for_a_key_but_the_description_health_and_the_door_of_ones_own_link()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var doors = app.Endpoints.Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/')).Where(route => route.StartsWith("/api", StringComparison.Ordinal)).Distinct().ToArray();
        Assert.True(doors.Length >= 12);
        foreach (var door in doors)
        {
            var path = door.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
            foreach (var key in new[] { "", "rk_made-up", app.Key + "x", app.Key[..^1], "Bearer " + app.Key })
            {
                var answer = await app.SendContentAsync(HttpMethod.Get, path, null, key);
                Assert.Equal(door switch { "/api/openapi.json" or "/api/health/live" or "/api/health/ready" => 200, "/api/me/{token}" => 404, _ => 401 }, answer.Status);
                Assert.True(answer.Status is 200 or 404 || (answer.Detail == Refused && answer.ContentType == "application/problem+json"));
            }
        }
    }

    [SkippableFact]
    public async Task A_key_opens_nothing_from_its_expiry_on()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var key = await GiveAsync(app, "read", app.Now.AddHours(1));
        Assert.Equal(200, (await app.GetAsync("/api/campaigns", key)).Status);
        app.SetClock(app.Now.AddMinutes(60).AddTicks(-1));
        Assert.Equal(200, (await app.GetAsync("/api/campaigns", key)).Status);
        app.SetClock(app.Now.AddTicks(1));
        var answer = await app.GetAsync("/api/campaigns", key);
        Assert.Equal((401, Refused), (answer.Status, answer.Detail));
    }

    [SkippableFact]
    public async Task A_key_that_was_taken_away_opens_nothing_here_at_once_and_elsewhere_within_half_a_minute()
    {
        var prefix = Azurite.NewName("keys");
        await using var here = await RelaisApp.StartAsync(azurite, prefix: prefix);
        await using var elsewhere = await RelaisApp.StartAsync(azurite, prefix: prefix);
        var given = (await here.PostAsync("/api/keys", """{"name":"helper","scope":"write"}""")).Expect(201);
        var key = given.Read("key");
        Assert.Equal(200, (await elsewhere.GetAsync("/api/campaigns", key)).Status);

        Assert.Equal(204, (await here.SendAsync(HttpMethod.Delete, $"/api/keys/{given.Read("id")}")).Status);
        Assert.Equal(401, (await here.GetAsync("/api/campaigns", key)).Status);
        elsewhere.SetClock(elsewhere.Now.AddSeconds(30));
        Assert.Equal(401, (await elsewhere.GetAsync("/api/campaigns", key)).Status);
        Assert.Equal(404, (await here.SendAsync(HttpMethod.Delete, $"/api/keys/{given.Read("id")}")).Status);
    }

    [SkippableFact]
    public async Task A_keys_text_is_shown_once_and_kept_nowhere()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        app.SetClock(app.Now.AddSeconds(1));
        var given = (await app.PostAsync("/api/keys", """{"name":"  Le bureau ","scope":"write","expiresAt":"2026-06-01T02:00:00+02:00"}""")).Expect(201);
        Assert.Matches("^rk_[A-Za-z0-9_-]{43}$", given.Read("key"));
        Assert.Equal(("Le bureau", "write", "2026-06-01T00:00:00+00:00"), (given.Read("name"), given.Read("scope"), given.Read("expiresAt")));

        var list = (await app.GetAsync("/api/keys")).Expect(200);
        Assert.Equal(["story", "Le bureau"], list.At("keys").EnumerateArray().Select(key => key.GetProperty("name").GetString()));
        Assert.DoesNotContain("rk_", list.Text, StringComparison.Ordinal);
        Assert.False(list.At("keys", "1").TryGetProperty("key", out _));
        await foreach (var row in app.Get<StorageAccount>().Table("keys").QueryAsync<TableEntity>())
        {
            Assert.DoesNotContain(row.Keys.Select(name => row[name]), value => value is string text && (text.Contains(given.Read("key"), StringComparison.Ordinal) || text.Contains(app.Key, StringComparison.Ordinal)));
        }

        Assert.DoesNotContain(app.Log.Lines, line => line.Contains("rk_", StringComparison.Ordinal));
    }

    [SkippableTheory]
    [InlineData("{}", "name: must not be empty.")]
    [InlineData("""{"name":" "}""", "name: must not be empty.")]
    [InlineData("""{"name":"x","scope":"owner"}""", "scope: must be one of: read, write, admin.")]
    [InlineData("""{"name":"x","expiresAt":"2026-03-02T08:00:00Z"}""", "expiresAt: must lie ahead.")]
    public async Task A_draft_that_is_wrong_is_refused_by_field(string draft, string detail)
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        Assert.Equal(detail, (await app.PostAsync("/api/keys", draft)).Expect(400).Detail);
    }

    [SkippableFact]
    public async Task A_busy_caller_costs_a_read_of_its_key_every_half_minute()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        await app.GetAsync("/api/campaigns");
        var from = app.Storage.Count;
        for (var call = 0; call < 20; call++)
        {
            await app.GetAsync("/api/campaigns");
        }

        Assert.DoesNotContain(app.Storage.Requests.Skip(from), request => request.Contains("keys(", StringComparison.Ordinal));
        app.SetClock(app.Now.AddSeconds(30));
        await app.GetAsync("/api/campaigns");
        Assert.Single(app.Storage.Requests.Skip(from), request => request.Contains("keys(", StringComparison.Ordinal));
    }

    private static async Task<string> GiveAsync(RelaisApp app, string scope, DateTimeOffset? expiresAt = null) =>
        (await app.PostAsync("/api/keys", $$"""{"name":"{{scope}}","scope":"{{scope}}","expiresAt":{{(expiresAt is { } at ? JsonSerializer.Serialize(at) : "null")}}}""")).Expect(201).Read("key");
}
