namespace Relais.Alerts;

/// <summary>Keeps alerts with these labels quiet for a while: who asked for it, why, from when and until when.</summary>
/// <param name="Matchers">All must match.</param>
/// <param name="CreatedBy">The name of the key that asked for it.</param>
public sealed record Silence(
    string Id, IReadOnlyList<Matcher> Matchers, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string CreatedBy, string Comment, DateTimeOffset UpdatedAt)
{
    public bool IsActiveAt(DateTimeOffset now) => StartsAt <= now && now < EndsAt;

    public string StatusAt(DateTimeOffset now) => now < StartsAt ? "pending" : now < EndsAt ? "active" : "expired";

    public bool Matches(IReadOnlyDictionary<string, string> labels) => Matcher.AllMatch(Matchers, labels);
}

/// <summary>While an alert fires that the source matchers match, those that the target matchers match are not said, where the two agree in these labels.</summary>
/// <param name="Equal">Labels whose values must be the same in both; one that both lack counts as the same.</param>
public sealed record Inhibition(string Id, IReadOnlyList<Matcher> Source, IReadOnlyList<Matcher> Target, IReadOnlyList<string> Equal, string CreatedBy, DateTimeOffset CreatedAt)
{
    /// <summary>Whether an alert that fires inhibits another. As with Alertmanager, one that is source and target at once is not inhibited by another such.</summary>
    public bool Inhibits(IReadOnlyDictionary<string, string> source, IReadOnlyDictionary<string, string> target) =>
        Matcher.AllMatch(Source, source)
        && Matcher.AllMatch(Target, target)
        && Equal.All(name => source.GetValueOrDefault(name, "") == target.GetValueOrDefault(name, ""))
        && !(Matcher.AllMatch(Target, source) && Matcher.AllMatch(Source, target));
}
