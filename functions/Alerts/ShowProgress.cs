using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Http;

namespace Relais.Alerts;

/// <summary>Shows how far the delivery of one version has come: at this moment, or as it goes on, as server-sent events.</summary>
public static class ShowProgress
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SayAtLeastEvery = TimeSpan.FromSeconds(15);

    // Azure cuts an answer that lasts 230 s (functions-hosting, HTTP); whoever listens asks again, as an EventSource does by itself.
    private static readonly TimeSpan LongestStream = TimeSpan.FromSeconds(200);

    public static async Task<Results<Ok<AlertProgress>, ServerSentEventsResult<AlertProgress>, ProblemHttpResult>> RunAsync(
        string campaign, string alert, int? version, HttpRequest request, AlertStore store, ProgressReader reader, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(campaign, alert, cancellationToken) is not { } found)
        {
            return Problem.NotFound("alert");
        }

        if (version is { } asked && found.Told(asked) is null)
        {
            return Problem.NotFound("version");
        }

        return request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase))
            ? TypedResults.ServerSentEvents(FollowAsync(campaign, alert, version, reader, cancellationToken))
            : TypedResults.Ok((await reader.ReadAsync(campaign, alert, version, cancellationToken))!);
    }

    private static async IAsyncEnumerable<SseItem<AlertProgress>> FollowAsync(
        string campaign, string alert, int? version, ProgressReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (began, said, last) = (TimeProvider.System.GetTimestamp(), 0L, default(AlertProgress));
        while (await reader.ReadAsync(campaign, alert, version, cancellationToken) is { } now)
        {
            if (last is null || now with { At = last.At } != last || TimeProvider.System.GetElapsedTime(said) >= SayAtLeastEvery)
            {
                yield return new SseItem<AlertProgress>(now, "progress");
                (last, said) = (now, TimeProvider.System.GetTimestamp());
            }

            if (now.Done || TimeProvider.System.GetElapsedTime(began) >= LongestStream)
            {
                yield break;
            }

            await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
        }
    }
}
