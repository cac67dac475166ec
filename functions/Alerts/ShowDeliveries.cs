using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Http;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>Shows what became of an alert's deliveries one by one: listed, filtered by state and reason, as CSV, or of one subscription.</summary>
public static class ShowDeliveries
{
    public static async Task<Results<Ok<DeliveryList>, ProblemHttpResult>> ListAsync(
        string campaign,
        string alert,
        int? version,
        string? state,
        string? reason,
        string? after,
        AlertStore store,
        DeliveryRecords records,
        CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        errors.Add("state", state is null || DeliveryFilter.States.Contains(state) ? null : $"must be one of: {string.Join(", ", DeliveryFilter.States)}.");
        errors.Add("reason", reason is null ? null : state is "planned" or "sent" ? "is for deliveries that are not plainly sent." : DeliveryFilter.RejectReason(reason));
        errors.Add("after", after is null || DeliveryRecords.IsCursor(after) ? null : "must be where an earlier answer ended.");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (await store.FindAsync(campaign, alert, cancellationToken) is not { } found)
        {
            return Problem.NotFound("alert");
        }

        if (found.Told(version ?? found.LastVersion) is not { } telling)
        {
            return version is null ? TypedResults.Ok(new DeliveryList([], null)) : Problem.NotFound("version");
        }

        return TypedResults.Ok(await records.ListAsync(found, telling, new DeliveryFilter(state, reason), after ?? "", cancellationToken));
    }

    public static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> ExportAsync(
        string campaign, string alert, AlertStore store, DeliveryRecords records, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(campaign, alert, cancellationToken) is not { } found)
        {
            return Problem.NotFound("alert");
        }

        return TypedResults.Stream(
            output => DeliveryCsv.WriteAsync(output, records.ListAllAsync(found, cancellationToken), cancellationToken), "text/csv; charset=utf-8", $"{found.Id}.csv");
    }

    public static async Task<Results<Ok<DeliveryList>, ProblemHttpResult>> ReadAsync(
        string campaign, string alert, string subscription, AlertStore store, DeliveryRecords records, CancellationToken cancellationToken) =>
        await store.FindAsync(campaign, alert, cancellationToken) is { } found
            ? TypedResults.Ok(new DeliveryList(await records.OfAsync(found, subscription, cancellationToken), null))
            : Problem.NotFound("alert");
}

/// <summary>How one delivery stands.</summary>
/// <param name="State">`planned`, `sent`, `deferred`, `failed`, `expired` or `suppressed`.</param>
/// <param name="Channel">Null once the subscription is gone.</param>
/// <param name="Reason">A short word, of what is not plainly sent.</param>
/// <param name="Attempts">Tries so far.</param>
public sealed record DeliveryShown(string Alert, int Version, string Subscription, string? Channel, string State, string? Reason, int Attempts, DateTimeOffset? NextTry);

/// <summary>Deliveries; `after` asks for the next, null when there is none.</summary>
public sealed record DeliveryList(IReadOnlyList<DeliveryShown> Deliveries, string? After);

/// <summary>Which deliveries are asked for.</summary>
/// <param name="State">A state, `late` for whatever is not plainly sent, or `dead` for what has failed or expired; null for all.</param>
public sealed record DeliveryFilter(string? State, string? Reason)
{
    public const string Late = "late";
    public const string Dead = "dead";
    private const int LongestReasonChars = 100;

    public static readonly IReadOnlyList<string> States = [.. Enum.GetNames<DeliveryState>().Select(name => name.ToLowerInvariant()), Late, Dead];

    /// <summary>Null when a text can be a reason, else why not.</summary>
    public static string? RejectReason(string reason) => TextRules.Reject(reason, 1, LongestReasonChars, out _);

    /// <summary>Whether the rows of what is not plainly sent hold all that is asked for.</summary>
    public bool IsLateOnly => Reason is not null || State is not (null or "planned" or "sent");

    public LateFilter ToLate() => new(
        State switch
        {
            null or Late => [],
            Dead => [DeliveryState.Failed, DeliveryState.Expired],
            _ => [Enum.Parse<DeliveryState>(State, ignoreCase: true)],
        },
        Reason);
}
