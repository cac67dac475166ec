using Microsoft.Extensions.DependencyInjection;
using Relais.Hosting;

namespace Relais.Tests.Hosting;

/// <summary>What is promised of a message, whatever carries it.</summary>
public sealed class QueueContractTests(Azurite azurite) : IClassFixture<Azurite>
{
    public static TheoryData<bool> Carriers => [false, true];

    [SkippableTheory]
    [MemberData(nameof(Carriers))]
    public async Task A_message_sent_is_handed_to_its_function_once_and_what_that_sends_too(bool onBus)
    {
        await using var bed = await QueueBed.StartAsync(azurite, onBus);
        await bed.App.SendAsync(new Letter("é\"\n", Copies: 2));
        await bed.Host.DrainAsync();
        Assert.Equal(["letter é\"\n", "copy é\"\n1", "copy é\"\n2"], bed.App.Journal().Lines);
        await bed.Host.DrainAsync();
        Assert.Equal(3, bed.Host.Handed);
    }

    [SkippableTheory]
    [MemberData(nameof(Carriers))]
    public async Task A_message_for_later_is_not_seen_before(bool onBus)
    {
        await using var bed = await QueueBed.StartAsync(azurite, onBus);
        await bed.App.SendAsync(new Letter("later"), TimeSpan.FromHours(1));
        await bed.App.SendAsync(new Letter("now"));
        await bed.Host.DrainAsync();
        Assert.Equal(["letter now"], bed.App.Journal().Lines);
        if (!onBus)
        {
            Assert.Equal(1, await bed.App.Queue("letters").CountAsync());
            return;
        }

        bed.Clock.Advance(TimeSpan.FromHours(1));
        await bed.Host.DrainAsync();
        Assert.Equal(["letter now", "letter later"], bed.App.Journal().Lines);
    }

    [SkippableTheory]
    [MemberData(nameof(Carriers))]
    public async Task Many_sent_together_are_handed_out_once_each(bool onBus)
    {
        await using var bed = await QueueBed.StartAsync(azurite, onBus);
        var queue = bed.App.Services.GetRequiredService<MessageQueue<Letter>>();
        await queue.SendAllAsync([]);
        await queue.SendAllAsync([.. Enumerable.Range(0, 120).Select(number => new Letter($"{number}"))]);
        await bed.Host.DrainAsync();
        Assert.Equal(Enumerable.Range(0, 120).Select(number => $"letter {number}").Order(), bed.App.Journal().Lines.Order());
        Assert.True(!onBus || bed.Bus.Requests.Count == 2);
    }

    [SkippableTheory]
    [MemberData(nameof(Carriers))]
    public async Task A_message_that_fails_five_times_is_put_aside(bool onBus)
    {
        await using var bed = await QueueBed.StartAsync(azurite, onBus);
        bed.App.Journal().Behave = (_, _) => throw new InvalidOperationException("no");
        await bed.App.SendAsync(new Letter("bad"));
        await bed.Host.DrainAsync();
        Assert.Equal(5, bed.App.Journal().Lines.Count);
        Assert.Equal(1, (await bed.Letters.PutAside!.LookAsync(default)).Count);
    }

    [SkippableFact]
    public async Task Where_Service_Bus_carries_messages_the_storage_account_has_no_queues()
    {
        await using var bed = await QueueBed.StartAsync(azurite, onBus: true);
        await using var other = await QueueBed.StartAsync(azurite, onBus: false);
        Assert.False(await bed.HasQueueAsync("letters"));
        Assert.True(await other.HasQueueAsync("letters"));
    }

    [SkippableFact]
    public async Task A_queue_that_is_throttled_fails_its_sender_who_is_handed_the_message_again()
    {
        await using var bed = await QueueBed.StartAsync(azurite, onBus: true);
        bed.BusQueue("letters").Put("m1", """{"text":"a","copies":1}""");
        bed.Bus.Then(503, "60");
        await bed.Host.DrainAsync();
        Assert.Equal(["letter a", "letter a", "copy a1"], bed.App.Journal().Lines);
    }

    [Theory]
    [InlineData("rabbit", "Relais:Queues: must be storage or servicebus, but is 'rabbit'.")]
    [InlineData("ServiceBus", "Relais:Queues: must be storage or servicebus, but is 'ServiceBus'.")]
    public void A_carrier_that_there_is_not_stops_the_start(string given, string reason) => Assert.Equal(
        reason, Assert.Throws<InvalidOperationException>(() => SampleApp.Build("UseDevelopmentStorage=true", new Dictionary<string, string?> { ["Relais:Queues"] = given })).Message);

    [SkippableFact]
    public async Task Alone_an_app_on_Service_Bus_does_not_start_because_nobody_would_receive()
    {
        await using var app = SampleApp.Build(azurite.ConnectionString, new Dictionary<string, string?> { ["Relais:Queues"] = "servicebus" });
        Assert.Equal(
            "Relais:Queues: messages of Service Bus are received by the Functions host alone; this process runs without it and needs 'storage'.",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync())).Message);
    }

    [SkippableFact]
    public async Task A_handler_without_the_namespaces_setting_does_not_start()
    {
        await using var app = SampleApp.Build(
            azurite.ConnectionString, new Dictionary<string, string?> { ["Relais:Queues"] = "servicebus" }, args: ["--FUNCTIONS_CUSTOMHANDLER_PORT", HostInMiniature.FreePort()]);
        Assert.StartsWith("The setting ServiceBus is missing", (await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync())).Message, StringComparison.Ordinal);
    }
}
