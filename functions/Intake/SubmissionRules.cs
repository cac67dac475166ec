using Relais.Campaigns;

namespace Relais.Intake;

/// <summary>What of a submission can be kept: texts are cut, and sums that nobody ever gave are refused.</summary>
internal static class SubmissionRules
{
    // Closed and in base64 they must fit into one column of 32,768 characters together.
    private const int MostTitleChars = 200;
    private const int MostTextChars = 2_000;
    private const int MostFieldChars = 320;
    private const int MostUrlChars = 1_000;
    private const int MostKeyChars = 512;

    // Ten thousand millions in cents; nine million such gifts still add up in 64 bits.
    private const long MostMinor = 1_000_000_000_000;

    private const int MostUnits = 10;

    /// <summary>The submission as it is kept; null and why when it cannot be.</summary>
    public static (Submission? Kept, string? Fault) Keep(Submission told)
    {
        if (told.Key.Length is 0 or > MostKeyChars)
        {
            return (null, "no name for it");
        }

        if (told.Money is { } money && (money.Minor is < 0 or > MostMinor || money.Currency.Length != 3 || !money.Currency.All(char.IsAsciiLetterUpper)))
        {
            return (null, "absurd amount");
        }

        if (told.Refunded is < 0 or > MostMinor || told.Amounts.Count > MostUnits || told.Amounts.Any(amount => amount.Value is < 0 or > MostMinor || Goal.ReadUnit(amount.Key) != amount.Key))
        {
            return (null, "absurd amount");
        }

        var contact = told.Contact is { } one
            ? new Contact(Cut(one.Email, MostFieldChars), Cut(one.Name, MostFieldChars), Cut(one.Phone, MostFieldChars), LanguageOf(one.Language))
            : null;
        return (told with { At = told.At.ToUniversalTime(), Contact = contact, Title = Cut(told.Title, MostTitleChars), Text = Cut(told.Text, MostTextChars), Url = told.Url?.Length <= MostUrlChars ? told.Url : null }, null);
    }

    // `fr-CA` is French.
    private static string? LanguageOf(string? tag) => tag?.Split('-', '_')[0].ToLowerInvariant() is ("en" or "fr") and { } language ? language : null;

    private static string? Cut(string? text, int most) => text is null || text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
}
