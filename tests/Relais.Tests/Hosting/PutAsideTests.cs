using Relais.Hosting;
using Relais.Storage.Queues;
using Relais.Storage.ServiceBus;

namespace Relais.Tests.Hosting;

/// <summary>Messages that no attempt could handle, seen, sent again and discarded.</summary>
public sealed class PutAsideTests(Azurite azurite) : IClassFixture<Azurite>
{
    public static TheoryData<bool> Carriers => [false, true];

    [SkippableTheory]
    [MemberData(nameof(Carriers))]
    public async Task They_are_counted_and_looked_at_without_being_taken(bool onBus)
    {
        await using var bed = await QueueBed.StartAsync(azurite, onBus);
        Assert.Equal(PutAsideSeen.None with { Messages = [] }, (await LookAsync(bed)) with { Messages = [] });
        await PutAsync(bed, 40);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var seen = await LookAsync(bed);
            Assert.Equal((onBus ? 32 : 40, true, 32), (seen.Count, seen.IsMore, seen.Messages.Count));
            Assert.Equal(32, seen.Messages.Select(message => message.Id).Distinct().Count());
            Assert.All(seen.Messages, message => Assert.True(message.Since is not null && message.Attempts > 0 == onBus));
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Carriers))]
    public async Task Sent_again_they_are_handed_to_their_function_and_gone(bool onBus)
    {
        await using var bed = await QueueBed.StartAsync(azurite, onBus);
        await PutAsync(bed, 40);
        Assert.Equal(new PutAsideDone(33, 0, true), await bed.Letters.PutAside!.ReplayAsync(33, default));
        Assert.Equal(new PutAsideDone(7, 0, false), await bed.Letters.PutAside!.ReplayAsync(33, default));
        await bed.Host.DrainAsync();
        Assert.Equal(Enumerable.Range(0, 40).Select(number => $"letter {number}").Order(), bed.App.Journal().Lines.Order());
        Assert.Equal(0, (await LookAsync(bed)).Count);
    }

    [SkippableTheory]
    [MemberData(nameof(Carriers))]
    public async Task Discarded_they_are_gone(bool onBus)
    {
        await using var bed = await QueueBed.StartAsync(azurite, onBus);
        Assert.Equal(new PutAsideDone(0, 0, false), await bed.Letters.PutAside!.DiscardAsync(33, default));
        await PutAsync(bed, 40);
        Assert.Equal(new PutAsideDone(33, 0, true), await bed.Letters.PutAside!.DiscardAsync(33, default));
        Assert.Equal(new PutAsideDone(7, 0, false), await bed.Letters.PutAside!.DiscardAsync(33, default));
        await bed.Host.DrainAsync();
        Assert.Empty(bed.App.Journal().Lines);
    }

    [SkippableFact]
    public async Task One_that_is_not_base64_stays_and_is_seen_again_at_once()
    {
        await using var bed = await QueueBed.StartAsync(azurite, onBus: false);
        await PutAsync(bed, 1);
        await bed.App.Queue("letters-poison", QueueMessageEncoding.None).SendMessageAsync("no base64!");
        Assert.Equal(new PutAsideDone(1, 1, false), await bed.Letters.PutAside!.ReplayAsync(33, default));
        Assert.Single((await LookAsync(bed)).Messages);
    }

    [SkippableFact]
    public async Task A_repeat_that_failed_to_be_sent_leaves_the_message_where_it_was()
    {
        await using var bed = await QueueBed.StartAsync(azurite, onBus: true);
        await PutAsync(bed, 1);

        // The first request locks it, the second is to send it.
        bed.Bus.Pass(1).Then(403);
        await Assert.ThrowsAsync<ServiceBusException>(() => bed.Letters.PutAside!.ReplayAsync(33, default));
        Assert.Empty(bed.BusQueue("letters").Bodies);

        // It is not hidden either: whoever tries again sends it.
        Assert.Equal(new PutAsideDone(1, 0, false), await bed.Letters.PutAside!.ReplayAsync(33, default));
        Assert.Empty(bed.BusQueue("letters").Aside);
    }

    [SkippableFact]
    public async Task A_repeat_that_was_cut_short_hides_nothing()
    {
        await using var bed = await QueueBed.StartAsync(azurite, onBus: false);
        await PutAsync(bed, 5);
        await Assert.ThrowsAnyAsync<Exception>(() => new StoragePutAside(bed.App.Queue("letters-poison", QueueMessageEncoding.None), bed.App.Queue("there-is-none", QueueMessageEncoding.None), bed.Letters.Signal).ReplayAsync(33, default));

        Assert.Equal(5, (await LookAsync(bed)).Messages.Count);
        Assert.Equal(new PutAsideDone(5, 0, false), await bed.Letters.PutAside!.ReplayAsync(33, default));
    }

    private static Task<PutAsideSeen> LookAsync(QueueBed bed) => bed.Letters.PutAside!.LookAsync(default);

    private static async Task PutAsync(QueueBed bed, int count)
    {
        var poison = bed.App.Queue("letters-poison");
        if (!bed.OnBus) await poison.CreateIfNotExistsAsync();
        for (var number = 0; number < count; number++)
        {
            var body = $$"""{"text":"{{number}}","copies":0}""";
            if (bed.OnBus) bed.BusQueue("letters").PutAside(body);
            else await poison.SendMessageAsync(body);
        }
    }
}
