namespace Relais.Momentum;

/// <summary>How many of the accounts of a list that posted on one day used a campaign's hashtags: a ratio and its denominator, and nothing of whose they are.</summary>
/// <param name="Day">A day, UTC.</param>
/// <param name="Percent">Of the accounts that posted, in hundredths; null where there were too few.</param>
/// <param name="Of">How many accounts posted; null where there were too few.</param>
/// <param name="IsCut">Whether the beginning of the day could not be read: who posted then alone is not among them.</param>
public sealed record Share(DateOnly Day, int? Percent, int? Of, bool IsCut)
{
    /// <summary>From a ratio of fewer accounts one could tell what each of them did: of such a day nothing is kept but that they were too few.</summary>
    public const int LeastAccounts = 10;

    /// <param name="users">Those of the accounts that used one of the hashtags.</param>
    /// <param name="accounts">All that posted.</param>
    public static Share Measure(DateOnly day, int users, int accounts, bool isCut) => accounts < LeastAccounts
        ? new Share(day, null, null, isCut)
        : new Share(day, (int)Math.Round(100m * users / accounts, MidpointRounding.AwayFromZero), accounts, isCut);
}
