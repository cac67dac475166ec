namespace Relais.Operations.Costs;

/// <summary>
/// Requests to storage as they were counted, not guessed: the benchmark `storage`, and tests that hold each (docs/benchmarks.md). What is not counted here is the Functions host's own, below.
/// </summary>
internal static class Measured
{
    /// <summary>A minute without anything to do: the timers of that minute.</summary>
    public const double IdleMinute = 2.5;

    /// <summary>One poll of one question, its message among them.</summary>
    public const double Poll = 5;

    /// <summary>For each campaign that a poll was made for: told of it, and judged.</summary>
    public const double CampaignJudged = 6;

    /// <summary>For 1,000 posts of an answer.</summary>
    public const double ThousandPosts = 18;

    /// <summary>A snapshot of one campaign, each five minutes.</summary>
    public const double Snapshot = 9;

    /// <summary>An alert raised, grouped and closed, before anybody is told.</summary>
    public const double Alert = 21;

    /// <summary>For 1,000 deliveries to people whose day is capped.</summary>
    public const double ThousandDeliveries = 25;

    /// <summary>A delivery that failed, and its next attempt.</summary>
    public const double FailedDelivery = 13;

    /// <summary>A call that comes alone to an inlet, and what is done for it.</summary>
    public const double Submission = 2;

    /// <summary>Somebody who asks to be told, confirms, and is welcomed.</summary>
    public const double Join = 29;

    /// <summary>A visit of a public page.</summary>
    public const double Visit = 2;

    /// <summary>A refresh of the dashboard of one campaign, each half minute while somebody looks at it.</summary>
    public const double DashboardRefresh = 7;

    /// <summary>What queues are asked for a message, of the requests above: it is put, taken and deleted.</summary>
    public const double RequestsAMessage = 3;
}
