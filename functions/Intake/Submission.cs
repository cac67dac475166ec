using System.Text.Json.Serialization;

namespace Relais.Intake;

/// <summary>One thing that happened at a provider, as far as one call tells of it. Told again, or later and differently, it is the same thing as long as its key is.</summary>
/// <param name="Key">Names the thing among those of its inlet: a payment, a form that was filled in.</param>
/// <param name="At">When this was so, by the provider's clock: of two calls about one thing the later one stands, whichever comes first.</param>
public sealed record Submission(SubmissionKind Kind, string Key, DateTimeOffset At)
{
    public SubmissionStanding Standing { get; init; } = SubmissionStanding.Counts;

    /// <summary>Whether the site was only trying: it is kept apart and counts towards nothing.</summary>
    public bool IsTest { get; init; }

    /// <summary>What was given or promised, before anything was given back; null where it is not about money.</summary>
    public Money? Money { get; init; }

    /// <summary>What of it has been given back so far, in the smallest unit of the same currency; null when this call does not say.</summary>
    public long? Refunded { get; init; }

    /// <summary>Other things that are counted, by their unit (`kilos`, `hours`, `shares`), in thousandths.</summary>
    public IReadOnlyDictionary<string, long> Amounts { get; init; } = new Dictionary<string, long>();

    /// <summary>Who it was; private.</summary>
    public Contact? Contact { get; init; }

    /// <summary>What was said; private, but for an announcement.</summary>
    public string? Title { get; init; }

    /// <inheritdoc cref="Title"/>
    public string? Text { get; init; }

    /// <summary>Where more is to be read.</summary>
    public string? Url { get; init; }

    // Records print all that they hold.
    public override string ToString() => $"Submission {Kind}";
}

/// <summary>A sum in the smallest unit of a currency: never mixed with another, never rounded.</summary>
/// <param name="Minor">Cents, or the whole where the currency has none.</param>
/// <param name="Currency">ISO 4217, in capitals.</param>
public readonly record struct Money(long Minor, string Currency) : IRanked
{
    public string Rank => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Minor:d19} {Currency}");
}

/// <summary>Who a submission comes from; private.</summary>
public sealed record Contact(string? Email = null, string? Name = null, string? Phone = null, string? Language = null)
{
    // Records print all that they hold.
    public override string ToString() => nameof(Contact);
}

/// <summary>What a submission means.</summary>
public enum SubmissionKind
{
    [JsonStringEnumMemberName("sign-up")]
    SignUp,

    [JsonStringEnumMemberName("pledge")]
    Pledge,

    [JsonStringEnumMemberName("donation")]
    Donation,

    [JsonStringEnumMemberName("report")]
    Report,

    [JsonStringEnumMemberName("announcement")]
    Announcement,

    [JsonStringEnumMemberName("rsvp")]
    Rsvp,
}

/// <summary>Whether a submission counts.</summary>
public enum SubmissionStanding
{
    [JsonStringEnumMemberName("counts")]
    Counts,

    /// <summary>Not yet: a payment that has not come through.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>No more: called off, or failed.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}
