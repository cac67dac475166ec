using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Relais.Storage.ServiceBus;

/// <summary>Messages as one request carries them, cut into as many requests as they need.</summary>
// rest/api/servicebus/send-message-batch; one message goes the same way: its text need not fit into headers.
internal static class BusBatch
{
    // Standard takes 256 KB a message and a batch, properties included (service-bus-quotas). As JSON they are longer than as the service keeps them.
    public const int MostBytes = 256_000;

    // What the service takes in one transaction (service-bus-quotas): a batch that is more is less likely to be taken whole.
    public const int MostMessages = 100;

    private const int LongestIdChars = 128; // service-bus-quotas

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="ArgumentException">A message is too long, is no text, or has too long a name.</exception>
    public static List<byte[]> Cut(IEnumerable<ServiceBusMessage> messages)
    {
        var (batches, batch, count) = (new List<byte[]>(), new ArrayBufferWriter<byte>(), 0);
        foreach (var message in messages)
        {
            var written = Write(message);
            if (count == MostMessages || (count > 0 && batch.WrittenCount + written.Length + 2 > MostBytes))
            {
                Close();
            }

            batch.Write(count++ == 0 ? "["u8 : ","u8);
            batch.Write(written);
        }

        if (count > 0)
        {
            Close();
        }

        return batches;

        void Close()
        {
            batch.Write("]"u8);
            batches.Add(batch.WrittenSpan.ToArray());
            batch.ResetWrittenCount();
            count = 0;
        }
    }

    private static ReadOnlySpan<byte> Write(ServiceBusMessage message)
    {
        var body = message.Body.ToMemory().Span;
        if (!Utf8.IsValid(body))
        {
            throw new ArgumentException("The message is no text in UTF-8: over HTTP nothing else is carried.", nameof(message));
        }

        // A name of its own for each sending, not for each content: the same may rightly be said twice within the minutes in which a repeated name is dropped.
        var id = message.MessageId ?? Guid.CreateVersion7().ToString();
        if (id.Length is 0 or > LongestIdChars)
        {
            throw new ArgumentException($"The message's name has {id.Length} characters: 1 to {LongestIdChars} are allowed.", nameof(message));
        }

        var buffer = new ArrayBufferWriter<byte>(body.Length + 256);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteString("Body", body);
            json.WriteStartObject("BrokerProperties");
            json.WriteString("MessageId", id);
            if (message.ScheduledEnqueueTime > DateTimeOffset.MinValue)
            {
                json.WriteString("ScheduledEnqueueTimeUtc", WholeSecond(message.ScheduledEnqueueTime).ToString("r", CultureInfo.InvariantCulture));
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenCount + 2 <= MostBytes
            ? buffer.WrittenSpan
            : throw new ArgumentException($"The message is {buffer.WrittenCount} bytes once written: {MostBytes - 2} are allowed.", nameof(message));
    }

    // Rounded up: nothing is seen before its time.
    private static DateTimeOffset WholeSecond(DateTimeOffset at) => at.Ticks % TimeSpan.TicksPerSecond is var over and > 0 ? at.AddTicks(TimeSpan.TicksPerSecond - over) : at;
}
