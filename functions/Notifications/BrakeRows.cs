using System.Security.Cryptography;
using System.Text;
using Relais.Storage.Tables;

namespace Relais.Notifications;

/// <summary>The rows of the table of brakes: keys by digest, because a destination may hold characters that a key may not.</summary>
internal static class BrakeRows
{
    private const string HaltPrefix = "halt~";
    private const string PausePrefix = "pause~";
    private const string RatePrefix = "rate~";

    public static string HaltKey(string scope) => HaltPrefix + scope;

    public static string PauseKey(string destination) => PausePrefix + Digest(destination);

    public static string RateKey(string destination) => RatePrefix + Digest(destination);

    public static string BucketKey(string destination) => "bucket~" + Digest(destination);

    public static TableEntity Encode(string partition, Halt halt) => new(partition, HaltKey(halt.Scope)) { ["By"] = halt.By, ["Reason"] = halt.Reason, ["Since"] = halt.Since };

    public static TableEntity Encode(string partition, Pause pause) => new(partition, PauseKey(pause.Destination))
    {
        ["Destination"] = pause.Destination,
        ["Until"] = pause.Until,
        ["Reason"] = pause.Reason,
        ["Times"] = pause.Times,
    };

    public static TableEntity Encode(string partition, string destination, SendRate rate) =>
        new(partition, RateKey(destination)) { ["Destination"] = destination, ["PerSecond"] = rate.PerSecond, ["Burst"] = rate.Burst };

    public static Pause DecodePause(TableEntity row) =>
        new(row.GetString("Destination")!, row.GetDateTimeOffset("Until")!.Value, row.GetString("Reason")!, row.GetInt32("Times")!.Value);

    public static void Read(TableEntity row, List<Halt> halts, Dictionary<string, Pause> pauses, Dictionary<string, SendRate> rates)
    {
        if (row.RowKey.StartsWith(HaltPrefix, StringComparison.Ordinal))
        {
            halts.Add(new Halt(row.RowKey[HaltPrefix.Length..], row.GetString("By")!, row.GetString("Reason")!, row.GetDateTimeOffset("Since")!.Value));
        }
        else if (row.RowKey.StartsWith(PausePrefix, StringComparison.Ordinal))
        {
            pauses[row.GetString("Destination")!] = DecodePause(row);
        }
        else if (row.RowKey.StartsWith(RatePrefix, StringComparison.Ordinal))
        {
            rates[row.GetString("Destination")!] = new SendRate(row.GetDouble("PerSecond")!.Value, row.GetInt32("Burst")!.Value);
        }
    }

    /// <summary>Whether a pause ended, or a bucket filled up, before an instant.</summary>
    public static bool IsSpent(TableEntity row, DateTimeOffset before) => (row.GetDateTimeOffset("Until") ?? row.GetDateTimeOffset("FreeAt")) < before;

    private static string Digest(string destination) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(destination)).AsSpan(0, 16));
}
