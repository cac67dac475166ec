using Azure;

namespace Relais.Notifications;

/// <summary>One chunk of an audience and how each of its deliveries stands, held while one worker delivers it.</summary>
public sealed class LedgerPage(string campaignId, int number, string[] recipients, char[] states, IEnumerable<LateDelivery> late, ETag eTag)
{
    private readonly Dictionary<int, LateDelivery> late = late.ToDictionary(row => Array.BinarySearch(recipients, row.RecipientId, StringComparer.Ordinal));
    private readonly Dictionary<int, DateTimeOffset> held = [];
    private readonly HashSet<int> written = [];

    public string CampaignId => campaignId;

    public int Number => number;

    public IReadOnlyList<string> Recipients => recipients;

    public string States => new(states);

    public ETag ETag { get; internal set; } = eTag;

    /// <summary>Until when another worker holds it, as it was read.</summary>
    internal DateTimeOffset HeldUntil { get; init; }

    /// <summary>Which words are said on this page now: null for the first ones. Where the ledger keeps none of that name, nothing is said any more.</summary>
    internal string? Text { get; set; }

    /// <summary>The last correction or retraction of each alert that has taken over on this page: few, for few alerts share a page.</summary>
    internal IReadOnlyList<PageFollow> Follows { get; set; } = [];

    public bool IsHeldAt(DateTimeOffset now) => HeldUntil > now;

    /// <summary>The places on this page whose turn it is now.</summary>
    public IReadOnlyList<int> DueAt(DateTimeOffset now) =>
        [.. Enumerable.Range(0, states.Length).Where(i => StateOf(i) is DeliveryState.Planned || (StateOf(i) is DeliveryState.Deferred && (NextTry(i) ?? now) <= now))];

    /// <summary>When something on this page is next worth a try; null when every delivery has ended.</summary>
    public DateTimeOffset? NextDue(DateTimeOffset now)
    {
        DateTimeOffset? next = null;
        for (var i = 0; i < states.Length; i++)
        {
            var due = StateOf(i) switch
            {
                DeliveryState.Planned => held.TryGetValue(i, out var until) ? until : now,
                DeliveryState.Deferred => held.TryGetValue(i, out var until) && until > NextTry(i) ? until : NextTry(i) ?? now,
                _ => (DateTimeOffset?)null,
            };
            next = due < next || next is null ? due ?? next : next;
        }

        return next;
    }

    /// <summary>Leaves a place as it stands until an instant: its destination wants nothing before then.</summary>
    public void Hold(int place, DateTimeOffset until) => held[place] = until;

    /// <summary>Writes down what came of an attempt at this place.</summary>
    public void Record(int place, DeliveryOutcome outcome, Notification notification, DateTimeOffset now)
    {
        var recipient = recipients[place];
        var attempts = (late.TryGetValue(place, out var earlier) ? earlier.Attempts : 0) + 1;
        switch (outcome.Kind)
        {
            case OutcomeKind.Sent:
                Set(place, DeliveryState.Sent, null);
                break;
            case OutcomeKind.Refused:
                Set(place, DeliveryState.Failed, new LateDelivery(recipient, DeliveryState.Failed, outcome.Reason, attempts, null));
                break;
            default:
                var next = RetrySchedule.Next(notification.DeliveryId(recipient), attempts, now, outcome.At);
                var state = next is null ? DeliveryState.Failed : next >= notification.ExpiresAt ? DeliveryState.Expired : DeliveryState.Deferred;
                Set(place, state, new LateDelivery(recipient, state, outcome.Reason, attempts, state == DeliveryState.Deferred ? next : null));
                break;
        }
    }

    /// <summary>Ends a delivery that was not attempted, for a named reason.</summary>
    public void End(int place, DeliveryState state, string reason) =>
        Set(place, state, new LateDelivery(recipients[place], state, reason, late.TryGetValue(place, out var earlier) ? earlier.Attempts : 0, null));

    /// <summary>Has a delivery that had ended without being sent tried again at once, its schedule from the beginning.</summary>
    public void TryAgain(int place, DateTimeOffset now) =>
        Set(place, DeliveryState.Deferred, new LateDelivery(recipients[place], DeliveryState.Deferred, "replay", 0, now));

    /// <summary>The places that stand in one of these states.</summary>
    public IReadOnlyList<int> PlacesIn(params ReadOnlySpan<DeliveryState> wanted)
    {
        var places = new List<int>();
        for (var i = 0; i < states.Length; i++)
        {
            if (wanted.Contains(StateOf(i)))
            {
                places.Add(i);
            }
        }

        return places;
    }

    /// <summary>What is known of a delivery that is not plainly sent; null of others.</summary>
    public LateDelivery? LateAt(int place) => late.GetValueOrDefault(place);

    /// <summary>Whether somebody is told with a digest instead; known where the page was read with every reason.</summary>
    internal bool IsInDigest(int place) => StateOf(place) == DeliveryState.Suppressed && Timing.IsDigest(LateAt(place)?.Reason);

    public DeliveryState StateOf(int place) => (DeliveryState)states[place];

    /// <summary>Where a recipient stands on this page; negative when elsewhere.</summary>
    public int PlaceOf(string recipientId) => Array.BinarySearch(recipients, recipientId, StringComparer.Ordinal);

    /// <summary>How many rows <see cref="TakeChanges"/> would answer.</summary>
    internal int Changes => written.Count;

    /// <summary>The rows that must be written or taken away since the last call: what is not plainly sent has a row of its own.</summary>
    internal IReadOnlyList<(string RecipientId, LateDelivery? Row)> TakeChanges()
    {
        var changes = written.Select(place => (recipients[place], late.GetValueOrDefault(place))).ToList();
        written.Clear();
        return changes;
    }

    // A page and its late rows are read one after the other: where a row is missing, somebody has the page by now, and its ETag says so.
    private DateTimeOffset? NextTry(int place) => late.GetValueOrDefault(place)?.NextTry;

    private void Set(int place, DeliveryState state, LateDelivery? row)
    {
        states[place] = (char)state;
        held.Remove(place);
        var had = late.Remove(place);
        if (row is not null)
        {
            late[place] = row;
        }

        if (had || row is not null)
        {
            written.Add(place);
        }
    }
}

/// <summary>A delivery that is not plainly sent: why, after how many attempts, and when it is tried again.</summary>
public sealed record LateDelivery(string RecipientId, DeliveryState State, string Reason, int Attempts, DateTimeOffset? NextTry);

/// <summary>A version of an alert that has taken over on a page; <paramref name="Heard"/> are the states at that moment, with `s` for who was sent the earlier words or is told them with a digest.</summary>
internal sealed record PageFollow(string AlertId, int Version, string Heard);
