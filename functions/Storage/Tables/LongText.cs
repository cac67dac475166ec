namespace Relais.Storage.Tables;

/// <summary>Texts that may be longer than one property holds: cut into as many as they need.</summary>
internal static class LongText
{
    // A property holds 32,768 characters (Table Storage data model).
    private const int MostChars = 32_000;

    /// <summary>Puts a text into a row: under the name itself, and what does not fit under the name with 1, 2 and on behind it.</summary>
    public static void Put(TableEntity row, string name, string text)
    {
        for (var part = 0; part == 0 || part * MostChars < text.Length; part++)
        {
            row[Column(name, part)] = text.Substring(part * MostChars, Math.Min(MostChars, text.Length - (part * MostChars)));
        }
    }

    /// <summary>The whole text; null when there is none.</summary>
    public static string? Get(TableEntity row, string name)
    {
        var text = row.GetString(name);
        for (var part = 1; row.GetString(Column(name, part)) is { } more; part++)
        {
            text += more;
        }

        return text;
    }

    private static string Column(string name, int part) => part == 0 ? name : $"{name}{part}";
}
