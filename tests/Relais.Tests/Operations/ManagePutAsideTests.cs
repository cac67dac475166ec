using Relais.Hosting;
using Relais.Tests.Story;

namespace Relais.Tests.Operations;

/// <summary>Messages put aside, as an admin sees them, sends them again and discards them over HTTP.</summary>
public sealed class ManagePutAsideTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string NoMomentum = """{"campaignId":"nobody"}""";

    [SkippableFact]
    public async Task They_are_listed_by_function_without_what_they_say_sent_again_and_discarded()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var queue = app.Get<FunctionQueues>().All.Single(queue => queue.Function.Name == "MeasureMomentum");
        var poison = queue.Poison!;
        await poison.CreateIfNotExistsAsync();
        foreach (var text in new[] { Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(NoMomentum)), "no base64!" }) await poison.SendMessageAsync(text);

        var list = (await app.GetAsync("/api/put-aside")).Expect(200);
        var shown = list.At("functions").EnumerateArray().Single(one => one.GetProperty("count").GetInt64() > 0);
        Assert.Equal(("MeasureMomentum", 2, false), (shown.GetProperty("function").GetString(), shown.GetProperty("count").GetInt32(), shown.GetProperty("more").GetBoolean()));
        Assert.Equal(app.Get<FunctionQueues>().All.Count, list.At("functions").GetArrayLength());
        Assert.Equal(["id", "attempts", "since"], shown.GetProperty("messages")[0].EnumerateObject().Select(member => member.Name));
        Assert.DoesNotContain("nobody", list.Text, StringComparison.Ordinal);

        var sent = (await app.SendAsync(HttpMethod.Post, "/api/put-aside/MeasureMomentum/replays")).Expect(200);
        Assert.Equal("""{"function":"MeasureMomentum","messages":1,"left":1,"more":false}""", sent.Text);

        // It is handed out again, and does no harm.
        Assert.Equal(1, (await queue.Draining!.GetPropertiesAsync()).Value.ApproximateMessagesCount);
        await app.StepAsync(app.Now.AddMinutes(1));
        Assert.Equal(0, (await queue.Draining!.GetPropertiesAsync()).Value.ApproximateMessagesCount);

        var gone = (await app.SendAsync(HttpMethod.Delete, "/api/put-aside/MeasureMomentum")).Expect(200);
        Assert.Equal("""{"function":"MeasureMomentum","messages":1,"left":0,"more":false}""", gone.Text);
        Assert.All((await app.GetAsync("/api/put-aside")).At("functions").EnumerateArray(), one => Assert.Equal(0, one.GetProperty("count").GetInt32()));
    }

    [SkippableFact]
    public async Task A_function_that_there_is_not_is_said_and_a_key_must_be_an_admins()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        foreach (var (method, path) in new[] { (HttpMethod.Post, "/api/put-aside/Nobody/replays"), (HttpMethod.Delete, "/api/put-aside/Nobody"), (HttpMethod.Delete, "/api/put-aside/SchedulePolls") })
        {
            var refused = await app.SendAsync(method, path);
            Assert.Equal((404, "There is no such function."), (refused.Status, refused.Detail));
        }

        // An erasure is remembered by its message alone.
        var kept = await app.SendAsync(HttpMethod.Delete, "/api/put-aside/EraseMember");
        Assert.Equal((409, "function: has messages that no table remembers: somebody asked to be forgotten. Send them again."), (kept.Status, kept.Detail));

        var key = (await app.PostAsync("/api/keys", """{"name":"writer","scope":"write"}""")).Expect(201).Read("key");
        foreach (var (method, path) in new[] { (HttpMethod.Get, "/api/put-aside"), (HttpMethod.Post, "/api/put-aside/MeasureMomentum/replays"), (HttpMethod.Delete, "/api/put-aside/MeasureMomentum") })
        {
            Assert.Equal((403, "authorization: must be a key of scope admin."), ((await app.SendAsync(method, path, null, key)) is var answer ? (answer.Status, answer.Detail) : default));
        }
    }

    [SkippableFact]
    public async Task Storage_that_does_not_answer_is_said_as_503()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        app.MayLogErrors = true;
        app.Storage.Before = request => request.Uri.ToUri().AbsolutePath.Contains("-poison", StringComparison.Ordinal) ? throw new Azure.RequestFailedException(503, "Server is busy.") : Task.CompletedTask;
        Assert.Equal(503, (await app.GetAsync("/api/put-aside")).Status);
        Assert.Equal(503, (await app.SendAsync(HttpMethod.Post, "/api/put-aside/MeasureMomentum/replays")).Status);
    }
}
