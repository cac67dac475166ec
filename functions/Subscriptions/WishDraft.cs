using System.Globalization;
using Relais.Http;
using Relais.Notifications;

namespace Relais.Subscriptions;

/// <summary>How and when a person wants to be told, as it is asked for: what is left out takes its default.</summary>
/// <param name="Zone">An IANA time zone such as `Europe/Paris`; UTC when left out.</param>
/// <param name="QuietFrom">From this hour of the person's day on nothing is sent (`22:00`), together with the next.</param>
/// <param name="QuietUntil">Up to this hour.</param>
/// <param name="UrgentAnyTime">Whether what is urgent may come in quiet hours; false when left out.</param>
/// <param name="Rhythm">`now` (when left out), `daily` or `weekly`.</param>
/// <param name="DigestHour">At which hour a digest comes, 0 to 23; 8 when left out.</param>
/// <param name="DigestDay">On which day a weekly one comes, `monday` to `sunday`; monday when left out.</param>
public sealed record WishDraft(
    string? Zone = null,
    string? QuietFrom = null,
    string? QuietUntil = null,
    bool? UrgentAnyTime = null,
    string? Rhythm = null,
    int? DigestHour = null,
    string? DigestDay = null)
{
    internal static readonly IReadOnlyList<string> Rhythms = ["now", "daily", "weekly"];

    /// <summary>The fields at fault and why.</summary>
    public IEnumerable<FieldError> Check()
    {
        if (Zone is not null && (!TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out var zone) || !zone.HasIanaId))
        {
            yield return new FieldError("zone", "must be an IANA time zone such as Europe/Paris.");
        }

        if (QuietFrom is not null && ParseHour(QuietFrom) is null)
        {
            yield return new FieldError("quietFrom", "must be an hour such as 22:00.");
        }

        if (QuietUntil is not null && ParseHour(QuietUntil) is null)
        {
            yield return new FieldError("quietUntil", "must be an hour such as 08:00.");
        }

        if (QuietFrom is null != QuietUntil is null)
        {
            yield return new FieldError(QuietFrom is null ? "quietFrom" : "quietUntil", "must be given: quiet hours have a beginning and an end.");
        }

        if (Rhythm is not null && !Rhythms.Contains(Rhythm))
        {
            yield return new FieldError("rhythm", $"must be one of: {string.Join(", ", Rhythms)}.");
        }

        if (DigestHour is < 0 or > 23)
        {
            yield return new FieldError("digestHour", "must be 0 to 23.");
        }

        if (DigestDay is not null && ParseDay(DigestDay) is null)
        {
            yield return new FieldError("digestDay", "must be a day such as monday.");
        }
    }

    /// <summary>The wishes that this draft, free of faults, asks for.</summary>
    /// <param name="isCapped">Whether the day's cap counts: of people, not of organisers' own addresses.</param>
    public Wishes ToWishes(bool isCapped) => new()
    {
        Zone = Zone is null ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(Zone),
        Quiet = QuietFrom is null ? null : new QuietHours(ParseHour(QuietFrom)!.Value, ParseHour(QuietUntil)!.Value),
        UrgentAnyTime = UrgentAnyTime ?? false,
        Rhythm = (Rhythm)Math.Max(0, Rhythms.ToList().IndexOf(Rhythm ?? "now")),
        DigestHour = DigestHour ?? Wishes.None.DigestHour,
        DigestDay = ParseDay(DigestDay ?? "") ?? Wishes.None.DigestDay,
        IsCapped = isCapped,
    };

    /// <summary>Wishes as a draft would ask for them.</summary>
    public static WishDraft Of(Wishes wishes) => new(
        wishes.Zone.Id,
        SayHour(wishes.Quiet?.From),
        SayHour(wishes.Quiet?.Until),
        wishes.UrgentAnyTime,
        Rhythms[(int)wishes.Rhythm],
        wishes.DigestHour,
        wishes.DigestDay.ToString().ToLowerInvariant());

    private static string? SayHour(TimeOnly? hour) => hour?.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static TimeOnly? ParseHour(string? text) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var hour) ? hour : null;

    private static DayOfWeek? ParseDay(string text) =>
        Enum.GetValues<DayOfWeek>().Cast<DayOfWeek?>().FirstOrDefault(day => day.ToString()!.Equals(text, StringComparison.OrdinalIgnoreCase));
}
