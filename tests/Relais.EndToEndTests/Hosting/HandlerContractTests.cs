using System.Text;

namespace Relais.EndToEndTests.Hosting;

public sealed class HandlerContractTests(StorageEmulator storage) : HandlerContract(storage), IClassFixture<StorageEmulator>
{
    private protected override Task<AppPlace> PlaceAsync() => AppPlace.PublishedAsync();
}

// The package, unpacked where nothing can be written, and run by somebody who owns nothing.
public sealed class UnzippedHandlerContractTests(StorageEmulator storage, UnzippedApp app) : HandlerContract(storage), IClassFixture<StorageEmulator>, IClassFixture<UnzippedApp>
{
    private protected override Task<AppPlace> PlaceAsync() => Task.FromResult(app.Place);
}

// The app under the Functions host: what is posted to it, and what it must answer (facts of the custom handler's contract).
public abstract class HandlerContract(StorageEmulator storage)
{
    private const string Nothing = """{"type":"about:blank","title":"Internal Server Error","status":500,"detail":"Something went wrong on our side."}""";

    private static readonly DateTimeOffset Tick = new(2026, 11, 20, 10, 5, 0, TimeSpan.Zero);

    [SkippableFact]
    public async Task A_timer_is_run_and_answered_with_an_empty_object()
    {
        await using var host = await StartAsync();

        foreach (var timer in host.Functions.Where(function => function.IsTimer))
        {
            AssertDone(await host.PostAsync(timer.Name, HostPayload.Timer(timer.Parameter, (Tick.AddMinutes(-5), Tick))));
            AssertDone(await host.PostAsync(timer.Name, HostPayload.Timer(timer.Parameter, status: null)));
            AssertDone(await host.PostAsync(timer.Name, HostPayload.Timer(timer.Parameter, (DateTimeOffset.MinValue, Tick), isPastDue: true)));
        }
    }

    [SkippableFact]
    public async Task A_queue_message_is_understood_however_the_host_quotes_it()
    {
        await using var instance = await FakeInstance.StartAsync();
        await using var host = await StartAsync();
        var poll = host.Function("PollSource").Parameter;

        AssertDone(await host.PostAsync("PollSource", HostPayload.Binary(poll, Encoding.UTF8.GetBytes(PollDue(instance, "binary")))));
        AssertDone(await host.PostAsync("PollSource", HostPayload.Text(poll, PollDue(instance, "quoted"))));
        AssertDone(await host.PostAsync("PollSource", new StringContent(HostPayload.Text(poll, PollDue(instance, "measured")), Encoding.UTF8, "application/json")));

        // The source was asked for each of them: the messages were not only accepted but read.
        Assert.Equal(["binary", "quoted", "measured"], instance.Asked);
    }

    [SkippableFact]
    public async Task Members_of_a_message_that_pose_as_metadata_change_nothing()
    {
        await using var instance = await FakeInstance.StartAsync();
        await using var host = await StartAsync();
        var message = PollDue(instance, "polluted").TrimEnd('}')
            + ",\"dequeueCount\":\"many\",\"id\":7,\"sys\":{},\"data\":{\"due\":\"no\"},\"popReceipt\":null}";

        AssertDone(await host.PostAsync("PollSource", HostPayload.Text(host.Function("PollSource").Parameter, message, attempt: 3)));

        Assert.Equal(["polluted"], instance.Asked);
    }

    [SkippableFact]
    public async Task What_fails_is_answered_with_500_and_without_a_word_of_why()
    {
        await using var host = await StartAsync();
        var poll = host.Function("PollSource").Parameter;
        string[] failing =
        [
            """{"query":{"kind":"carrier-pigeon","host":"loft.example","tags":["x"],"without":[]},"campaigns":[],"since":"2026-11-20T00:00:00Z"}""",
            """{"query":"not an object"}""",
            "not JSON",
            "null",
        ];

        foreach (var message in failing)
        {
            Assert.Equal(new Reply(500, "application/problem+json", Nothing), await host.PostAsync("PollSource", HostPayload.Binary(poll, Encoding.UTF8.GetBytes(message))));
        }

        Assert.Contains("PollSource failed", host.App.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task An_envelope_that_no_host_writes_fails_with_the_member_at_fault()
    {
        await using var host = await StartAsync();

        Assert.Equal(new Reply(400, "text/plain; charset=utf-8", "Data.due: is missing."), await host.PostAsync("PollSource", """{"Data":{},"Metadata":{}}"""));
        Assert.Equal(new Reply(400, "text/plain; charset=utf-8", "Data: must be an object."), await host.PostAsync("TakeSnapshots", "[]"));
        Assert.Equal(new Reply(400, "text/plain; charset=utf-8", "body: is not JSON (line 1)."), await host.PostAsync("TakeSnapshots", "{"));
    }

    [SkippableFact]
    public async Task Nobody_reaches_a_function_through_the_door_of_another_kind()
    {
        await using var host = await StartAsync();
        var timer = HostPayload.Timer("timer", status: null);

        Assert.Equal(404, (await host.PostAsync("NoSuchFunction", timer)).Status);
        foreach (var http in host.Functions.Where(function => function.IsHttp))
        {
            Assert.Equal((http.Name, 404), (http.Name, (await host.PostAsync(http.Name, timer)).Status));
        }

        // What the host proxies from outside carries its mark, also when somebody outside has chosen a function's name as the path.
        foreach (var function in host.Functions.Where(function => !function.IsHttp))
        {
            var spoofed = await host.PostAsync(function.Name, new ChunkedContent(timer), proxiedAs: "0c5a1a1e-6f0b-4b53-8b1e-0c2f8e7f3a11");
            Assert.Equal((function.Name, 404), (function.Name, spoofed.Status));
        }
    }

    /// <summary>Where the app lies that is held to it.</summary>
    private protected abstract Task<AppPlace> PlaceAsync();

    private async Task<FunctionsHost> StartAsync() => await FunctionsHost.StartAsync(await PlaceAsync(), storage.ConnectionString, ("Http__AllowLoopback", "true"));

    private static string PollDue(FakeInstance instance, string hashtag) =>
        $$"""{"query":{"kind":"mastodon","host":"{{instance.Host}}","tags":["{{hashtag}}"],"without":[]},"campaigns":["c"],"since":"2026-11-20T00:00:00Z"}""";

    private static void AssertDone(Reply reply) => Assert.Equal(new Reply(200, "application/json", "{}"), reply);
}
