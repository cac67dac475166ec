namespace Relais.Notifications;

/// <summary>The kinds of alert that may be announced, by the words that subscriptions and labels use.</summary>
public static class AlertKinds
{
    /// <summary>A campaign moves far above its baseline.</summary>
    public const string Surge = "surge";

    /// <summary>A campaign that is usually active has gone quiet.</summary>
    public const string Lull = "lull";

    /// <summary>A count or a share of the goal has been reached.</summary>
    public const string Milestone = "milestone";

    /// <summary>Something new on a site or a feed.</summary>
    public const string Announcement = "announcement";

    /// <summary>An organiser's own words.</summary>
    public const string Call = "call";

    /// <summary>An address that notifications no longer reach was switched off: for organisers, and for whoever owns it.</summary>
    public const string Endpoint = "endpoint";

    /// <summary>A source has stopped answering: for organisers.</summary>
    public const string Source = "source";

    /// <summary>Asks whether it was really this person who wants to be told. Nobody subscribes to it.</summary>
    public const string Confirmation = "confirmation";

    /// <summary>Says that it worked, and how to change or stop it. Nobody subscribes to it.</summary>
    public const string Welcome = "welcome";

    /// <summary>No alert: what was kept of several for one person, told together. Nobody asks for it by this name.</summary>
    public const string Digest = "digest";

    public static readonly IReadOnlyList<string> All = [Surge, Lull, Milestone, Announcement, Call, Endpoint, Source];

    /// <summary>What a subscription wants that names no kinds: all that concerns the campaign, and nothing that concerns its upkeep.</summary>
    public static readonly IReadOnlyList<string> Usual = [Surge, Lull, Milestone, Announcement, Call];
}
