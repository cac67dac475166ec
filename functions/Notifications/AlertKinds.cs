namespace Relais.Notifications;

/// <summary>The kinds of alert that may be announced, by the words that subscriptions and labels use.</summary>
public static class AlertKinds
{
    public const string Surge = "surge";

    public static readonly IReadOnlyList<string> All = [Surge];
}
