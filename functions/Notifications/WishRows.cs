using System.Globalization;
using Relais.Storage.Tables;

namespace Relais.Notifications;

/// <summary>The columns of a person's wishes; an address without any has none.</summary>
internal static class WishRows
{
    private const string Hour = "HH:mm";

    public static void Encode(TableEntity row, Wishes wishes)
    {
        if (wishes == Wishes.None)
        {
            return;
        }

        row["Zone"] = wishes.Zone.Id;
        row["QuietFrom"] = wishes.Quiet?.From.ToString(Hour, CultureInfo.InvariantCulture);
        row["QuietUntil"] = wishes.Quiet?.Until.ToString(Hour, CultureInfo.InvariantCulture);
        row["UrgentAnyTime"] = wishes.UrgentAnyTime;
        row["Rhythm"] = wishes.Rhythm.ToString();
        row["DigestHour"] = wishes.DigestHour;
        row["DigestDay"] = wishes.DigestDay.ToString();
        row["Capped"] = wishes.IsCapped;
    }

    public static Wishes Decode(TableEntity row) => row.GetString("Zone") is not { } zone ? Wishes.None : new Wishes
    {
        // A machine may know fewer zones than the one on which the wish was written down; the hours are then those of the world's clock.
        Zone = TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var known) ? known : TimeZoneInfo.Utc,
        Quiet = row.GetString("QuietFrom") is { } from && row.GetString("QuietUntil") is { } until ? new QuietHours(ParseHour(from), ParseHour(until)) : null,
        UrgentAnyTime = row.GetBoolean("UrgentAnyTime") ?? false,
        Rhythm = Enum.Parse<Rhythm>(row.GetString("Rhythm")!),
        DigestHour = row.GetInt32("DigestHour")!.Value,
        DigestDay = Enum.Parse<DayOfWeek>(row.GetString("DigestDay")!),
        IsCapped = row.GetBoolean("Capped") ?? false,
    };

    private static TimeOnly ParseHour(string text) => TimeOnly.ParseExact(text, Hour, CultureInfo.InvariantCulture);
}
