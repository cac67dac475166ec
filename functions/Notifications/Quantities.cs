namespace Relais.Notifications;

/// <summary>Amounts of money and of other things as people read them, in both languages of the house.</summary>
public static class Quantities
{
    // Where readers know the sign; everywhere else the code of ISO 4217 leaves no doubt whose dollars they are.
    private static readonly Dictionary<string, string> Signs = new(StringComparer.Ordinal) { ["EUR"] = "€", ["USD"] = "$", ["GBP"] = "£" };

    private static readonly Dictionary<string, (Localized One, Localized Many)> Known = new(StringComparer.Ordinal)
    {
        ["sign-ups"] = (new("sign-up", "inscription"), new("sign-ups", "inscriptions")),
        ["pledges"] = (new("pledge", "promesse"), new("pledges", "promesses")),
        ["donations"] = (new("donation", "don"), new("donations", "dons")),
        ["reports"] = (new("report", "signalement"), new("reports", "signalements")),
        ["rsvps"] = (new("person who will come", "personne qui viendra"), new("people who will come", "personnes qui viendront")),
        ["kilos"] = (new("kilo", "kilo"), new("kilos", "kilos")),
        ["hours"] = (new("hour", "heure"), new("hours", "heures")),
        ["shares"] = (new("share", "partage"), new("shares", "partages")),
    };

    /// <param name="unit">A currency in capitals, or another unit.</param>
    /// <param name="isPledged">Of money: promised, not given.</param>
    public static Localized Say(decimal amount, string unit, bool isPledged = false)
    {
        var (en, fr) = (Number(amount, "en"), Number(amount, "fr"));
        if (Known.TryGetValue(unit, out var words))
        {
            // French counts in the plural from two on.
            return new($"{en} {(amount == 1 ? words.One : words.Many).En}", $"{fr} {(amount < 2 ? words.One : words.Many).Fr}");
        }

        if (!char.IsAsciiLetterUpper(unit[0]))
        {
            return new($"{en} {unit}", $"{fr} {unit}");
        }

        var said = Signs.TryGetValue(unit, out var sign) ? new Localized($"{sign}{en}", $"{fr}\u00a0{sign}") : new($"{en}\u00a0{unit}", $"{fr}\u00a0{unit}");
        return isPledged ? new($"{said.En} pledged", $"{said.Fr} promis") : said;
    }

    private static string Number(decimal amount, string language)
    {
        var places = amount == decimal.Truncate(amount) ? 0 : decimal.Round(amount, 2) == amount ? 2 : 3;
        return amount.ToString($"N{places}", Localized.CultureOf(language));
    }
}
