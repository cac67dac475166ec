using System.Globalization;

namespace Relais.Notifications;

/// <summary>A sentence in both languages of the house.</summary>
public sealed record Localized(string En, string Fr)
{
    public string In(string language) => language == "fr" ? Fr : En;

    /// <summary>How dates and numbers are written in a language of the house.</summary>
    public static CultureInfo CultureOf(string language) => CultureInfo.GetCultureInfo(language == "fr" ? "fr-FR" : "en-GB");
}
