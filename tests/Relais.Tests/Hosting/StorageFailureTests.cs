using Azure;
using Relais.Hosting;
using Relais.Storage.ServiceBus;

namespace Relais.Tests.Hosting;

/// <summary>What counts as storage that did not do its part.</summary>
public sealed class StorageFailureTests
{
    private static readonly RequestFailedException Refused = new(503, "busy");

    [Fact]
    public void A_refusal_and_several_tries_that_failed_are_the_storage_account_s()
    {
        Assert.True(StorageFailure.Is(Refused));
        Assert.True(StorageFailure.Is(new AggregateException(Refused, new TaskCanceledException(), Refused)));
    }

    [Fact]
    public void So_are_a_queue_of_Service_Bus_that_did_not_take_a_message_and_a_token_that_it_did_not_take()
    {
        Assert.True(StorageFailure.Is(new ServiceBusException(true, "busy")));
        Assert.True(StorageFailure.Is(new UnauthorizedAccessException()));
    }

    [Fact]
    public void A_fault_of_ours_is_not_even_among_refusals()
    {
        Assert.False(StorageFailure.Is(new InvalidOperationException()));
        Assert.False(StorageFailure.Is(new AggregateException(Refused, new InvalidOperationException())));
    }

    [Fact]
    public void A_call_that_was_cancelled_from_our_side_is_not_a_failure_and_one_that_timed_out_is()
    {
        Assert.True(StorageFailure.Is(new TaskCanceledException(), CancellationToken.None));
        Assert.False(StorageFailure.Is(new TaskCanceledException(), new CancellationToken(canceled: true)));
    }
}
