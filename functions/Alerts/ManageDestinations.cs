using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Hosting;
using Relais.Http;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>What destinations bear, as organisers read and limit it over HTTP: a host or a bot, and everybody who is reached by it together.</summary>
public static class ManageDestinations
{
    private const double MostPerSecond = 10_000;
    private const int MostBurst = 100_000;
    private const int LongestKeyChars = 300;

    // One in a day: less is no limit but a halt.
    private const double LeastPerSecond = 1.0 / 86_400;

    public static void MapManageDestinations(this IEndpointRouteBuilder routes)
    {
        var destinations = routes.MapFunction(nameof(ManageDestinations), "api/destinations").WithTags("Destinations");
        destinations.MapGet("", ListAsync).WithSummary("Destinations that are limited, or left alone for a while, and why.");
        destinations.MapPut("{destination}", LimitAsync).WithSummary("Limits what is sent to one destination, such as webhook:example.org, by all instances together.");
        destinations.MapDelete("{destination}", UnlimitAsync).WithSummary("Takes a limit away, and has a destination that is left alone tried again now.");
    }

    private static async Task<Ok<DestinationList>> ListAsync(Brakes brakes, TimeProvider time, CancellationToken cancellationToken)
    {
        var (board, now) = (await brakes.ReadAsync(cancellationToken), time.GetUtcNow());
        return TypedResults.Ok(new DestinationList([.. board.Rates.Keys.Union(board.Pauses.Values.Where(pause => pause.Until > now).Select(pause => pause.Destination)).Order(StringComparer.Ordinal).Select(key => Show(key, board, now))]));
    }

    private static async Task<Results<Ok<DestinationShown>, ProblemHttpResult>> LimitAsync(
        string destination, LimitDraft draft, Brakes brakes, UnfinishedPages pages, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        errors.Add("destination", RejectKey(destination));
        errors.Add("perSecond", draft.PerSecond is null ? "must be given." : draft.PerSecond is >= LeastPerSecond and <= MostPerSecond ? null : $"must be from one a day to {MostPerSecond:0} a second.");
        errors.Add("burst", draft.Burst is null or (>= 1 and <= MostBurst) ? null : $"must be 1 to {MostBurst}.");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        await brakes.LimitAsync(destination, new SendRate(draft.PerSecond!.Value, draft.Burst ?? 1), cancellationToken);
        await pages.ResumeAsync(null, cancellationToken);
        return TypedResults.Ok(Show(destination, await brakes.ReadAsync(cancellationToken), time.GetUtcNow()));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> UnlimitAsync(string destination, Brakes brakes, UnfinishedPages pages, CancellationToken cancellationToken)
    {
        if (RejectKey(destination) is { } reason)
        {
            return Problem.Field("destination", reason);
        }

        await brakes.LimitAsync(destination, null, cancellationToken);
        await brakes.EndPauseAsync(destination, cancellationToken);
        await pages.ResumeAsync(null, cancellationToken);
        return TypedResults.NoContent();
    }

    private static string? RejectKey(string key) =>
        TextRules.Reject(key, 1, LongestKeyChars, out _) ?? (key.IndexOf(':') is > 0 and var colon && colon < key.Length - 1 ? null : "must be a channel, a colon and what names it: webhook:example.org.");

    private static DestinationShown Show(string key, BrakeBoard board, DateTimeOffset now)
    {
        var rate = board.Rates.GetValueOrDefault(key);
        var pause = board.PausedUntil(key, now) is null ? null : board.Pauses[key];
        return new DestinationShown(key, rate?.PerSecond, rate?.Burst, pause?.Until, pause?.Reason);
    }
}

/// <summary>A limit as it is asked for.</summary>
/// <param name="PerSecond">Sends a second in the long run.</param>
/// <param name="Burst">Sends at once; 1 where nobody says.</param>
public sealed record LimitDraft(double? PerSecond = null, int? Burst = null);

/// <summary>A destination that is limited or left alone.</summary>
/// <param name="PerSecond">Null where nobody limits it.</param>
/// <param name="PausedUntil">Nothing is sent to it before then; null while it is not left alone.</param>
/// <param name="PausedFor">`429` where it asked for it, `circuit` after several failures in a row, `token refused` where it does not let us in.</param>
public sealed record DestinationShown(string Destination, double? PerSecond, int? Burst, DateTimeOffset? PausedUntil, string? PausedFor);

/// <summary>Destinations by name.</summary>
public sealed record DestinationList(IReadOnlyList<DestinationShown> Destinations);
