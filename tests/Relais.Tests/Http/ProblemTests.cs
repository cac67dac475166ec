using System.Net;

namespace Relais.Tests.Http;

/// <summary>Asks an app that takes the room's manners for what it has not or cannot, and reads what a caller would read.</summary>
public sealed class ProblemTests
{
    [Theory]
    [InlineData("/api/none", 404, "path: leads nowhere.")]
    [InlineData("/api/things/2", 404, "There is no such thing.")]
    [InlineData("/api/things/x", 404, "path: leads nowhere.")]
    [InlineData("/api/things", 405, "method: must be one of POST.")]
    [InlineData("/api/days/x?limit=1", 400, "day: has the wrong type or form.")]
    [InlineData("/api/days/%ff?limit=1", 400, "day: has the wrong type or form.")]
    [InlineData("/api/days/2026-01-31", 400, "limit: is required.")]
    [InlineData("/api/days/2026-01-31?limit=all", 400, "limit: has the wrong type or form.")]
    [InlineData("/api/days/2026-01-31?limit=%00", 400, "limit: has the wrong type or form.")]
    [InlineData("/api/days/2026-01-31?limit=1&limit=2", 400, "limit: has the wrong type or form.")]
    [InlineData("/api/days/2026-01-31?limit=%22%20from%20%22other", 400, "limit: has the wrong type or form.")]
    [InlineData("/api/days/2026-01-31?limit=1&newest=maybe", 400, "newest: has the wrong type or form.")]
    [InlineData("/api/days/2026-01-31?limit=1&newest=true&since=never", 400, "since: has the wrong type or form.")]
    [InlineData("/api/renamed", 400, "page-size: is required.")]
    [InlineData("/api/renamed?page-size=many", 400, "page-size: has the wrong type or form.")]
    [InlineData("/api/bare/400", 400, "body: could not be read.")]
    [InlineData("/api/bare/401", 401, "authorization: is missing or not known.")]
    [InlineData("/api/bare/403", 403, "authorization: does not allow this.")]
    [InlineData("/api/bare/429", 429, "request: came too soon after others.")]
    [InlineData("/api/bare/410", 410, "request: cannot be answered.")]
    public async Task A_bad_address_or_value_is_refused_with_its_name(string path, int status, string detail)
    {
        await using var app = await StrictApp.StartAsync();

        StrictApp.AssertProblem(await app.GetAsync(path), (HttpStatusCode)status, detail);
        Assert.Empty(app.Log.Lines);
    }

    [Fact]
    public async Task What_was_sent_is_never_repeated_and_long_names_are_cut()
    {
        await using var app = await StrictApp.StartAsync();

        var value = await app.PostAsync("""{"name":"a","size":"whsec_c2VjcmV0"}""");
        var query = await app.GetAsync("/api/days/2026-01-31?limit=whsec_c2VjcmV0");
        var name = await app.PostAsync($$"""{"name":"a","size":1,"{{new string('x', 5_000)}}":1}""");

        Assert.DoesNotContain("whsec_", value.Text + query.Text, StringComparison.Ordinal);
        StrictApp.AssertProblem(name, HttpStatusCode.BadRequest, $"{new string('x', 100)}…: is not a known field.");
    }

    [Fact]
    public async Task A_failure_of_ours_is_written_down_and_not_told()
    {
        await using var app = await StrictApp.StartAsync();

        var answer = await app.GetAsync("/api/fails");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.Equal(
            """{"type":"about:blank","title":"Internal Server Error","status":500,"detail":"Something went wrong on our side."}""", answer.Text);
        Assert.Equal(["Error A GET request to HTTP: GET /api/fails failed. secret-of-ours"], app.Log.Lines);
    }

    [Fact]
    public async Task A_problem_is_spelled_in_full()
    {
        await using var app = await StrictApp.StartAsync();

        var answer = await app.PostAsync("""{"name":null,"size":1}""");

        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Equal(
            """{"type":"about:blank","title":"Bad Request","status":400,"detail":"name: must not be null.","""
            + "\"errors\":[{\"field\":\"name\",\"detail\":\"must not be null.\"}]}",
            answer.Text);
    }
}
