namespace Relais.Notifications;

/// <summary>A sentence in both languages of the house.</summary>
public sealed record Localized(string En, string Fr)
{
    public string In(string language) => language == "fr" ? Fr : En;
}
