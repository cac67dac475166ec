using System.Globalization;

namespace Relais.Operations.Costs;

/// <summary>What a bill and a workload give reason to say: what would cost less, and where something ends and what to switch.</summary>
internal static class BillAdvice
{
    // learn.microsoft.com/azure/storage/queues/scalability-targets: messages of 1 KiB a second, a queue.
    private const double QueueMessagesASecond = 2_000;

    // learn.microsoft.com/azure/storage/tables/scalability-targets: requests a second, an account.
    private const double AccountRequestsASecond = 20_000;

    // Measured on two cores beside an emulator, hosts never met (docs/benchmarks.md): deliveries a second of one process.
    private const double DeliveriesASecond = 4_000;

    // A share of a target at which it is time to think of what comes after it.
    private const double Near = 0.5;

    public static IEnumerable<string> For(Workload month, MonthlyUse use)
    {
        if (month["memory"] > 512 && use.GigabyteSeconds > 100_000)
        {
            yield return Text($"With --memory 512 the same runs take {use.GigabyteSeconds * 512 / month["memory"]:N0} GB-seconds, of which 100,000 are free: a quarter of a core, so each start is slower. Try it, and look at how long starts take.");
        }

        if (use.XDollarsWanted > month["x-dollars"] && month["x-dollars"] > 0)
        {
            yield return Text($"X would be asked for {use.XDollarsWanted:0.00} dollars at the usual pace: the cap stretches the time between two looks {use.XDollarsWanted / month["x-dollars"]:0.#} times.");
        }

        // An alert's pages are put at once; the worst second is that of the largest alert.
        if (use.PagesAnAlert > QueueMessagesASecond * Near && !month.OverBus)
        {
            yield return Text($"One alert puts {use.PagesAnAlert:N0} messages into one queue, which takes 2,000 a second: --queues servicebus is for that.");
        }

        var peak = use.PagesAnAlert * Measured.ThousandDeliveries / 2;
        if (peak > AccountRequestsASecond * Near)
        {
            yield return Text($"One alert asks a storage account for {peak:N0} requests, which takes 20,000 a second: split campaigns over two installations.");
        }

        if (month["members"] > DeliveriesASecond * 60)
        {
            yield return Text($"One instance delivers some 4,000 webhooks a second where nobody is slow: {month["members"]:N0} take {month["members"] / DeliveriesASecond:N0} seconds and more. maximumInstanceCount lets more of them share the pages.");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.GetCultureInfo("en-GB"));
}
