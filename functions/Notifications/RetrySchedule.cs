using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Relais.Notifications;

/// <summary>When a delivery that failed is tried again: the example schedule of Standard Webhooks, each wait varied by up to a fifth.</summary>
public static class RetrySchedule
{
    // standard-webhooks/spec, "Deliverability and reliability": ten attempts over a good three days.
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    // A receiver's own wish is kept, but a day's silence asked by a broken clock is not.
    private static readonly TimeSpan LongestWish = TimeSpan.FromHours(24);

    /// <summary>The instant of the next attempt after <paramref name="attempts"/> failed ones, or null when there is none.</summary>
    /// <param name="wish">The instant that the receiver asked for, if it did: never earlier than that.</param>
    public static DateTimeOffset? Next(string deliveryId, int attempts, DateTimeOffset now, DateTimeOffset? wish)
    {
        if (attempts < 1 || attempts > Waits.Length)
        {
            return null;
        }

        var next = now + (Waits[attempts - 1] * Variation(deliveryId, attempts));
        var wished = wish > now + LongestWish ? now + LongestWish : wish;
        return wished > next ? wished : next;
    }

    // Drawn from the delivery's own id: spread over many, and the same again when the same attempt is worked out twice.
    private static double Variation(string deliveryId, int attempt)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{deliveryId}#{attempt}"));
        return 0.8 + (0.4 * (BinaryPrimitives.ReadUInt32LittleEndian(digest) / (double)uint.MaxValue));
    }
}
