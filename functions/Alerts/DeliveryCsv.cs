using System.Globalization;
using CsvHelper;

namespace Relais.Alerts;

/// <summary>Writes deliveries as CSV (RFC 4180), a row each, as they are read: however many there are, only one page of them is held.</summary>
internal static class DeliveryCsv
{
    // No cell may be taken for a formula by the spreadsheet that opens it; no field of ours begins like one on purpose.
    private static readonly CsvWriterOptions Form = new() { Injection = CsvInjection.Escape };

    public static async Task WriteAsync(Stream output, IAsyncEnumerable<DeliveryShown> deliveries, CancellationToken cancellationToken)
    {
        await using var csv = CsvWriter.Create(output, Form, leaveOpen: true);
        await csv.WriteRecordAsync(["alert", "version", "subscription", "channel", "state", "reason", "attempts", "nextTry"], cancellationToken);
        await foreach (var one in deliveries.WithCancellation(cancellationToken))
        {
            await csv.WriteRecordAsync(
                [
                    one.Alert,
                    one.Version.ToString(CultureInfo.InvariantCulture),
                    one.Subscription,
                    one.Channel,
                    one.State,
                    one.Reason,
                    one.Attempts.ToString(CultureInfo.InvariantCulture),
                    one.NextTry?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                ],
                cancellationToken);
        }
    }
}
