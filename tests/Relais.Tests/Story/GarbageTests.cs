using System.Text;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Relais.Tests.Story;

/// <summary>Garbage at every door that there is: the doors are walked, so that a new one is held to the same.</summary>
public sealed class GarbageTests(RelaisFixture fixture) : IClassFixture<RelaisFixture>
{
    private static readonly string[] Bodies =
    [
        "", " ", "null", "true", "42", "\"text\"", "[]", "[[]]", "{", "}", "{}}", "{]", "{'name':1}", "{\"name\":}", "{\"name\":\"a\",}", "// a comment", "<xml/>", "name=a&b=c",
        "\0", "{\"\\u0000\":1}", "{\"name\":\"a\\u0000b\",\"hashtags\":[\"a\"]}", "{\"name\":\"a\\u001b[31m\"}", "{\"name\":\"\\ud800\"}", "{\"name\":\"\\ufffe\",\"hashtags\":[\"a\"]}", "{\"nothing\":1}",
        "{\"Name\":\"a\",\"name\":\"b\"}", "{\"name\":\"a\",\"name\":\"b\"}", "{\"__proto__\":{\"a\":1}}", "{\"name\":1e999}", "{\"name\":-0}", "{\"name\":99999999999999999999999999}",
        "{\"name\":" + new string('[', 100) + new string(']', 100) + "}", new string('[', 5000), "{\"" + new string('x', 5000) + "\":1}", "\ufeff{\"nothing\":1}",
        "{\"name\":\"" + new string('x', 5000) + "\",\"hashtags\":[\"a\"]}", "{\"name\":\"a\",\"hashtags\":[" + string.Join(',', Enumerable.Range(0, 2000).Select(n => $"\"t{n}\"")) + "]}",
    ];

    private static readonly string[] WrongValues = ["null", "1", "-1", "1.5", "1e400", "true", "\"\"", "\"x\"", "\"\\u0007\"", "[]", "[null]", "[1]", "[[]]", "{}", "{\"a\":1}", "\"9999-99-99\"", "\"0001-01-01T00:00:00Z\""];

    private static readonly string[] Names =
    [
        "%00", "%01", "%0A", "%23", "%2F", "%5C", "%3F", "%7F", "%C2%80", "..", ".", "%2E%2E", "'", "a'b", "''", "%20", "~latest", "~open", "campaign", "totals", "cursor", "a%22b", "%FF", "%ED%A0%80",
        "%EF%BF%BE", "%F0%9F%8E%89", new string('a', 3000), "'%20or%20RowKey%20gt%20'", "%25", "%E2%80%AE", "<script>",
    ];

    private static readonly string[] Samples =
    [
        """{"name":"Marche","hashtags":["climat"],"sources":[{"kind":"mastodon","host":"mastodon.example"}],"from":"2026-03-02T08:00:00Z","until":"2026-04-02T08:00:00Z","thresholds":{"floor":20,"momentum":4.5}}""",
        """{"channel":"webhook","address":"https://hooks.example.org/1","secret":"whsec_cmVsYWlzLXJlbGFpcy1yZWxhaXMtcmVsYWlz","kinds":["surge"],"resolved":true,"language":"fr"}""",
        """{"name":"helper","scope":"read","expiresAt":"2026-04-02T08:00:00Z"}""",
        """{"campaign":"garbage","kind":"call","severity":"info","title":{"en":"a","fr":"b"},"body":{"en":"a"},"url":"https://example.org/a","audience":{"topic":"a","cell":"b","area":"c"},"expiresAt":"2026-03-03T08:00:00Z","labels":{"a":"b"},"dryRun":true,"after":"x"}""",
        """{"matchers":[{"name":"kind","value":"a.*","isRegex":true,"isEqual":false}],"startsAt":"2026-03-02T08:00:00Z","endsAt":"2026-04-02T08:00:00Z","comment":"x"}""",
        """{"source":[{"name":"kind","value":"surge"}],"target":[{"name":"kind","value":"lull"}],"equal":["campaign"]}""",
        """{"alert":"al_1","version":1,"since":"2026-03-01T08:00:00Z","until":"2026-03-02T08:00:00Z","reasons":["429"],"dryRun":true}""",
        """{"waitSeconds":1,"intervalSeconds":1,"repeatSeconds":600}""",
        """{"perSecond":1.5,"burst":2}""",
        """{"campaign":"garbage","reason":"x"}""",
        """{"why":{"en":"x"}}""",
        """{"title":{"en":"{campaign}","fr":"a"},"body":{"en":"{posts}"}}""",
        """{"kind":"surge","status":"firing","title":{"en":"{campaign}"},"body":{"fr":"{posts}"},"language":"fr","channel":"slack"}""",
        """{"kind":"call","title":{"en":"a"},"body":{"en":"b"},"url":"https://example.org/a"}""",
        """{"channel":"webhook","address":"https://hooks.example.org/1","topics":["a"],"cell":"b","area":"c","owner":"s_1"}""",
    ];

    [SkippableFact]
    public async Task A_body_that_is_none_is_refused_with_the_field_at_fault()
    {
        foreach (var (method, path) in await BodyDoorsAsync())
        {
            foreach (var body in Bodies)
            {
                await RefusedAsync(method, path, Encoding.UTF8.GetBytes(body), "application/json");
            }

            await RefusedAsync(method, path, [0xff, 0xfe, 0x00, 0x7b], "application/json");
            await RefusedAsync(method, path, [.. "{\"name\":\""u8, 0xc3, 0x28, .. "\"}"u8], "application/json");
            await RefusedAsync(method, path, "{}"u8.ToArray(), "text/plain");
            await RefusedAsync(method, path, "{}"u8.ToArray(), "application/x-www-form-urlencoded");
            await RefusedAsync(method, path, "{}"u8.ToArray(), "nonsense");
            await RefusedAsync(method, path, "{}"u8.ToArray(), null);
        }
    }

    [SkippableFact]
    public async Task A_body_of_two_megabytes_is_refused_as_too_large()
    {
        foreach (var (method, path) in await BodyDoorsAsync())
        {
            var answer = await RefusedAsync(method, path, Encoding.UTF8.GetBytes($$"""{"name":"{{new string('x', 2 * 1024 * 1024)}}"}"""), "application/json");
            Assert.Equal((413, "body: must not be larger than 1048576 bytes."), (answer.Status, answer.Detail));
        }
    }

    [SkippableFact]
    public async Task A_field_of_the_wrong_type_or_out_of_bounds_is_named_or_is_fine_and_never_our_failure()
    {
        foreach (var (at, (method, path)) in (await BodyDoorsAsync()).Index())
        {
            foreach (var sample in TestLength.Some(Samples, every: 3, of: at))
            {
                var fields = System.Text.Json.Nodes.JsonNode.Parse(sample)!.AsObject();
                foreach (var field in fields.Select(field => field.Key).ToArray())
                {
                    foreach (var wrong in WrongValues)
                    {
                        var others = fields.Where(other => other.Key != field).Select(other => $"\"{other.Key}\":{other.Value!.ToJsonString()}");
                        await AnsweredAsync(method, path, Encoding.UTF8.GetBytes($"{{\"{field}\":{wrong},{string.Join(',', others)}}}"));
                    }
                }
            }
        }
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Bytes_turned_at_random_are_refused_or_fine_and_never_our_failure(int seed)
    {
        var random = new Random(seed);
        foreach (var (method, path) in await BodyDoorsAsync())
        {
            for (var i = 0; i < 60; i++)
            {
                var body = Encoding.UTF8.GetBytes(Samples[random.Next(Samples.Length)]).ToList();
                for (var turned = random.Next(1, 6); turned > 0; turned--)
                {
                    var at = random.Next(body.Count);
                    switch (random.Next(2))
                    {
                        case 0:
                            body[at] = (byte)random.Next(256);
                            break;
                        default:
                            body.InsertRange(at, body.GetRange(at, Math.Min(random.Next(1, 40), body.Count - at)));
                            break;
                    }
                }

                await AnsweredAsync(method, path, [.. body]);
            }
        }
    }

    [SkippableFact]
    public async Task A_name_in_a_path_or_a_query_that_can_be_nothing_is_refused_and_never_our_failure()
    {
        foreach (var (at, door) in Doors().Index())
        {
            var method = new HttpMethod(door.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods[0] ?? "GET");
            var plain = await PathAsync(door);
            foreach (var name in TestLength.Some(Names, every: 5, of: at))
            {
                var path = door.RoutePattern.Parameters.Aggregate("/" + door.RoutePattern.RawText!.TrimStart('/'), (route, parameter) => route.Replace($"{{{parameter.Name}}}", name, StringComparison.Ordinal));
                if (door.RoutePattern.Parameters.Count > 0)
                {
                    await CheckAsync(await fixture.App.SendContentAsync(method, path, Json("{}"u8.ToArray()), fixture.App.Key), path);
                }

                if (method == HttpMethod.Get && name.Length < 100)
                {
                    var query = $"{plain}?after={name}&before={name}&hours={name}";
                    await CheckAsync(await fixture.App.GetAsync(query), query);
                    await CheckAsync(await fixture.App.GetAsync($"{plain}?state=failed&reason={name}&version={name}"), query);
                    await CheckAsync(await fixture.App.GetAsync($"{plain}?reason={name}"), query);
                    await CheckAsync(await fixture.App.GetAsync($"{plain}?after={name}"), query);
                }
            }
        }
    }

    private IEnumerable<RouteEndpoint> Doors() => fixture.App.Endpoints.Where(endpoint => endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("api", StringComparison.Ordinal));

    private async Task<IReadOnlyList<(HttpMethod Method, string Path)>> BodyDoorsAsync()
    {
        var doors = new List<(HttpMethod, string)>();
        foreach (var door in Doors().Where(door => door.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Contains("application/json") == true))
        {
            doors.Add((new HttpMethod(door.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0]), await PathAsync(door)));
        }

        Assert.True(doors.Count >= 4);
        return doors;
    }

    // Names that exist, so that what is sent is looked at.
    private async Task<string> PathAsync(RouteEndpoint door)
    {
        if ((await fixture.App.GetAsync("/api/campaigns/garbage")).Status == 404)
        {
            await fixture.App.CampaignAsync("garbage");
        }

        return "/" + door.RoutePattern.RawText!.TrimStart('/').Replace("{campaign}", "garbage", StringComparison.Ordinal).Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
    }

    private async Task<Answer> RefusedAsync(HttpMethod method, string path, byte[] body, string? type)
    {
        var answer = await fixture.App.SendContentAsync(method, path, Json(body, type), fixture.App.Key);
        Assert.True(answer.Status is >= 400 and < 500, $"{method} {path} answered {answer.Status} to {Start(body)}: {answer.Text}");
        await CheckAsync(answer, $"{method} {path} with {Start(body)}");
        return answer;
    }

    private async Task AnsweredAsync(HttpMethod method, string path, byte[] body) =>
        await CheckAsync(await fixture.App.SendContentAsync(method, path, Json(body), fixture.App.Key), $"{method} {path} with {Encoding.UTF8.GetString(body)}");

    private static Task CheckAsync(Answer answer, string what)
    {
        Assert.True(answer.Status < 500, $"{what} answered {answer.Status}: {answer.Text}");

        // What the server itself cannot take for a request never reaches the app: a path with a zero in it, or one without end.
        if (answer.Status >= 400 && answer.Status != 414 && !what.Contains("%00", StringComparison.Ordinal))
        {
            Assert.True(answer.ContentType == "application/problem+json", $"{what} answered {answer.Status} as {answer.ContentType}: {answer.Text}");
            Assert.True(answer.Read("errors", "0", "field").Length > 0, what);
            Assert.DoesNotContain(answer.Text, character => char.IsControl(character) && character is not ('\r' or '\n'));
        }

        return Task.CompletedTask;
    }

    private static string Start(byte[] body) => Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 80)));

    private static ByteArrayContent Json(byte[] body, string? type = "application/json")
    {
        var content = new ByteArrayContent(body);
        if (type is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        return content;
    }
}
