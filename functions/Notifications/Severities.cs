namespace Relais.Notifications;

/// <summary>How much an alert matters, by the words that labels and calls use, least first.</summary>
public static class Severities
{
    public const string Info = "info";
    public const string Normal = "normal";

    /// <summary>Waits for nobody: neither grouped nor kept for a digest.</summary>
    public const string Urgent = "urgent";

    public static readonly IReadOnlyList<string> All = [Info, Normal, Urgent];

    /// <summary>0 for the least; what is no severity of ours matters as what is normal.</summary>
    public static int Rank(string severity) => severity switch { Info => 0, Urgent => 2, _ => 1 };
}
