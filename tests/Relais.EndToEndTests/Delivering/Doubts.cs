using Relais.Notifications;

namespace Relais.EndToEndTests.Delivering;

/// <summary>
/// Adds up what may be said twice. The promise: the ledger is written after at most a hundred sends or 250 ms, and a kill repeats at most what has been sent
/// since. So each kill, and each stop of storage, may repeat what is under way at that moment, and of each page in work a hundred answers that are not written
/// down and those that wait for room meanwhile.
/// </summary>
internal sealed class Doubts(Crowd crowd, Call call)
{
    // What one destination is sent at once at first: so many answers may wait while a hundred are being written down.
    private const int WaitingForRoom = 64;

    private readonly int brokenOffBefore = crowd.BrokenOff;
    private readonly Dictionary<string, DateTimeOffset> leases = new(StringComparer.Ordinal);
    private int underWay;
    private int pagesInWork;

    /// <summary>Kills that came while something was under way.</summary>
    public int WhileSending { get; private set; }

    /// <summary>The most people at one of these moments of whom the crowd had heard something that was not written down as sent.</summary>
    public int MostUnwritten { get; private set; }

    /// <summary>So many repeats at most.</summary>
    public int Allowed => Math.Max(underWay, BrokenOff) + (pagesInWork * (Ledger.MostSendsAFlush + WaitingForRoom));

    /// <summary>Taken by a receiver, and the app was gone, or had given it up, before the answer.</summary>
    public int BrokenOff => crowd.BrokenOff - brokenOffBefore;

    public override string ToString() =>
        $"{WhileSending} of them while something was under way; allowed {Allowed} = {Math.Max(underWay, BrokenOff)} under way at them + {pagesInWork} pages in work x {Ledger.MostSendsAFlush + WaitingForRoom}";

    /// <summary>Does what leaves sends in doubt, and adds them up: a kill, or a restart of storage.</summary>
    public async Task AtAsync(Func<Task> harm)
    {
        var (taken, sending, now) = (crowd.Taken, crowd.UnderWay, TimeProvider.System.GetUtcNow());
        await harm();
        sending += crowd.Taken - taken;
        var pages = await call.ReadPagesAsync(1);
        var held = pages.Where(page => page.Value.HeldUntil > now && leases.GetValueOrDefault(page.Key) != page.Value.HeldUntil).ToArray();

        // Who holds a page under the same lease at the next kill is dead already.
        foreach (var (page, (until, _)) in held)
        {
            leases[page] = until;
        }

        underWay += sending;
        pagesInWork += held.Length;
        WhileSending += sending > 0 ? 1 : 0;
        MostUnwritten = Math.Max(MostUnwritten, call.Heard(crowd, 1).Select(heard => heard.Number).Distinct().Count() - pages.Values.Sum(page => page.Sent));
    }
}
