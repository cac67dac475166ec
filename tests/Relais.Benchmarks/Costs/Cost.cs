using Relais.Benchmarks.App;

namespace Relais.Benchmarks.Costs;

/// <summary>What one thing that the app does asks of storage.</summary>
/// <param name="Requests">To tables and queues together, each a transaction on the bill.</param>
/// <param name="Most">What is promised; null where nothing is.</param>
/// <param name="Detail">The kinds of request.</param>
internal sealed record Cost(string What, double Requests, double? Most, string Detail)
{
    public static Cost Of(string what, StorageBill bill, double? most = null) => new(what, bill.Requests, most, bill.Describe());

    public bool IsKept => Most is null || Requests <= Most;
}
