namespace Relais.EndToEndTests;

/// <summary>How long these tests wait for another process before they say what they waited for. No test asserts how long anything took.</summary>
internal static class Deadline
{
    /// <summary>Far more than anything here needs on a machine of its own; shared machines are slow by turns.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromMinutes(2);

    public static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);

    public static long Now() => TimeProvider.System.GetTimestamp();

    public static void Check(long begun, TimeSpan? deadline, Func<string> complaint) =>
        Assert.True(TimeProvider.System.GetElapsedTime(begun) <= (deadline ?? Usual), complaint());

    /// <summary>Looks again and again until there is something to be seen.</summary>
    public static async Task<T> SeesAsync<T>(string what, Func<Task<T?>> look, TimeSpan? deadline = null)
        where T : class
    {
        var begun = Now();
        while (true)
        {
            if (await look() is { } seen)
            {
                return seen;
            }

            Check(begun, deadline, () => $"Waited in vain for {what}.");
            await Task.Delay(LookAgain, TimeProvider.System);
        }
    }
}
