using System.Globalization;
using System.Text.Json.Serialization;

namespace Relais.Intake;

/// <summary>What a thing is, and whether it counts.</summary>
public sealed record DeedState(SubmissionKind Kind, SubmissionStanding Standing, bool IsTest) : IRanked
{
    // Told in the same second that it came through and that it failed, it came through: providers' clocks have no finer one.
    public string Rank => $"{(Standing switch { SubmissionStanding.Counts => 2, SubmissionStanding.Cancelled => 1, _ => 0 })} {(int)Kind} {IsTest}";
}

/// <summary>What is counted beside money, by unit, in thousandths.</summary>
public sealed record DeedAmounts(IReadOnlyDictionary<string, long> ByUnit) : IRanked
{
    public string Rank => string.Join('\n', ByUnit.OrderBy(amount => amount.Key, StringComparer.Ordinal).Select(amount => $"{amount.Key}={amount.Value}"));
}

/// <summary>What was given back in all, in the smallest unit.</summary>
public sealed record DeedRefund(long Minor) : IRanked
{
    // Told in the same second of two, the larger is the one that came after.
    public string Rank => Minor.ToString("d19", CultureInfo.InvariantCulture);
}

/// <summary>Whose it is; private.</summary>
public sealed record DeedEmail(string Address) : IRanked
{
    [JsonIgnore]
    public string Rank => Address;

    // Records print all that they hold.
    public override string ToString() => nameof(DeedEmail);
}

/// <summary>What else was said, and of whom; private.</summary>
public sealed record DeedWords(string? Name, string? Phone, string? Language, string? Title, string? Text, string? Url) : IRanked
{
    [JsonIgnore]
    public string Rank => string.Join('\n', Name, Phone, Language, Title, Text, Url);

    /// <summary>Null where a call says nothing of the kind.</summary>
    public static DeedWords? Of(Submission told) =>
        new DeedWords(told.Contact?.Name, told.Contact?.Phone, told.Contact?.Language, told.Title, told.Text, told.Url) is var words && words.Rank.Length > 5 ? words : null;

    // Records print all that they hold.
    public override string ToString() => nameof(DeedWords);
}
