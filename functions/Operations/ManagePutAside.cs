using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Access;
using Relais.Hosting;
using Relais.Http;
using Relais.Subscriptions;

namespace Relais.Operations;

/// <summary>Messages that were put aside because their function failed with them again and again: seen, sent again or discarded over HTTP, and never shown in what they say.</summary>
public static partial class ManagePutAside
{
    // Some hundred requests to the queue: an answer must be there within the 230 s that Azure waits (azure-functions/functions-scale#timeout).
    private const int MostACall = 320;

    public static void MapManagePutAside(this IEndpointRouteBuilder routes)
    {
        var aside = routes.MapFunction(nameof(ManagePutAside), "api/put-aside").WithTags("Messages put aside").WithMetadata(new RequiredScope(OrganiserKey.Admin));
        aside.MapGet("", ListAsync).WithSummary("How many messages of each function were put aside, and the first of them.");
        aside.MapPost("{function}/replays", ReplayAsync).WithSummary("Sends those of one function again; each is taken away once it is sent.");
        aside.MapDelete("{function}", DiscardAsync).WithSummary("Takes those of one function away for good.");
    }

    private static async Task<Results<Ok<PutAsideList>, ProblemHttpResult>> ListAsync(FunctionQueues queues, ILogger<FunctionQueues> log, CancellationToken cancellationToken)
    {
        try
        {
            return TypedResults.Ok(new PutAsideList(await Task.WhenAll(queues.All.Select(queue => ShowAsync(queue, cancellationToken)))));
        }
        catch (Exception failure) when (StorageFailure.Is(failure, cancellationToken))
        {
            QueuesFailed(log, failure);
            return Problem.Ours(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static Task<Results<Ok<PutAsideOutcome>, ProblemHttpResult>> ReplayAsync(
        string function, FunctionQueues queues, ILogger<FunctionQueues> log, CancellationToken cancellationToken) =>
        ChangeAsync(function, queues, log, aside => aside.ReplayAsync(MostACall, cancellationToken), cancellationToken);

    private static Task<Results<Ok<PutAsideOutcome>, ProblemHttpResult>> DiscardAsync(
        string function, FunctionQueues queues, ILogger<FunctionQueues> log, CancellationToken cancellationToken) =>
        function == nameof(EraseMember)
            ? Task.FromResult<Results<Ok<PutAsideOutcome>, ProblemHttpResult>>(Problem.Conflict("function", "has messages that no table remembers: somebody asked to be forgotten. Send them again."))
            : ChangeAsync(function, queues, log, aside => aside.DiscardAsync(MostACall, cancellationToken), cancellationToken);

    private static async Task<Results<Ok<PutAsideOutcome>, ProblemHttpResult>> ChangeAsync(
        string function, FunctionQueues queues, ILogger<FunctionQueues> log, Func<IPutAside, Task<PutAsideDone>> change, CancellationToken cancellationToken)
    {
        if (queues.All.FirstOrDefault(one => one.Function.Name == function) is not { } queue)
        {
            return Problem.NotFound("function");
        }

        if (queue.Fault is { } fault)
        {
            return Problem.Conflict("function", $"cannot be reached: {fault}.");
        }

        try
        {
            var done = queue.PutAside is { } aside ? await change(aside) : new PutAsideDone(0, 0, false);
            return TypedResults.Ok(new PutAsideOutcome(function, done.Done, done.Left, done.IsMore));
        }
        catch (Exception failure) when (StorageFailure.Is(failure, cancellationToken))
        {
            QueuesFailed(log, failure);
            return Problem.Ours(StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<PutAsideShown> ShowAsync(FunctionQueue queue, CancellationToken cancellationToken)
    {
        var seen = queue.PutAside is { } aside ? await aside.LookAsync(cancellationToken) : PutAsideSeen.None;
        return new PutAsideShown(queue.Function.Name, seen.Count, seen.IsMore, [.. seen.Messages.Select(message => new MessageShown(message.Id, message.Attempts, message.Since))]);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Messages put aside could not be looked at, sent again or discarded.")]
    private static partial void QueuesFailed(ILogger logger, Exception failure);
}

/// <summary>What was put aside, by function.</summary>
public sealed record PutAsideList(IReadOnlyList<PutAsideShown> Functions);

/// <summary>Messages of one function that were put aside.</summary>
/// <param name="Count">How many there are, as well as the queue knows.</param>
/// <param name="More">Whether there may be more than are counted or listed.</param>
/// <param name="Messages">The first 32 of them.</param>
public sealed record PutAsideShown(string Function, long Count, bool More, IReadOnlyList<MessageShown> Messages);

/// <summary>One message that was put aside; nothing of what it says.</summary>
/// <param name="Attempts">How often it was handed out; null where the queue does not keep it.</param>
/// <param name="Since">Since when it lies there; of Service Bus, when it was sent.</param>
public sealed record MessageShown(string Id, long? Attempts, DateTimeOffset? Since);

/// <summary>What came of sending again or discarding.</summary>
/// <param name="Messages">How many were sent again, or discarded.</param>
/// <param name="Left">How many stay where they are because no function could read them.</param>
/// <param name="More">Whether the same call again would find more.</param>
public sealed record PutAsideOutcome(string Function, int Messages, int Left, bool More);
