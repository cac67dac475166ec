using System.Globalization;
using System.Xml;
using Azure;

namespace Relais.Storage.ServiceBus;

/// <summary>What an answer of Service Bus that refuses means, as the official client says it.</summary>
internal static class BusFault
{
    private const int LongestDetailChars = 500;

    /// <param name="isSettling">Whether the request was about one locked message: then it is that which is not there.</param>
    public static Exception Of(Response response, string entity, bool isSettling)
    {
        var said = $"The queue {entity} answered {response.Status}{(Detail(response) is { Length: > 0 } detail ? ": " + detail : ".")}";
        return response.Status switch
        {
            400 => new ArgumentException(said),
            401 => new UnauthorizedAccessException(said),
            403 => Refused(ServiceBusFailureReason.QuotaExceeded),
            404 when isSettling => Refused(ServiceBusFailureReason.MessageLockLost),
            404 or 410 => Refused(ServiceBusFailureReason.MessagingEntityNotFound),
            408 or 504 => IllForTheMoment(ServiceBusFailureReason.ServiceTimeout),
            429 or 503 => IllForTheMoment(ServiceBusFailureReason.ServiceBusy),
            >= 500 => IllForTheMoment(ServiceBusFailureReason.GeneralError),
            _ => Refused(ServiceBusFailureReason.GeneralError),
        };

        ServiceBusException Refused(ServiceBusFailureReason reason) => new(false, said, entity, reason);
        ServiceBusException IllForTheMoment(ServiceBusFailureReason reason) => new(true, said, entity, reason);
    }

    /// <summary>How long the service asks to be left alone, in seconds or until an instant.</summary>
    public static TimeSpan? WaitAsked(Response response, DateTimeOffset now) =>
        !response.Headers.TryGetValue("Retry-After", out var text) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds)
        : DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until) && until > now ? until - now
        : null;

    // <Error><Code>401</Code><Detail>text. TrackingId:…</Detail></Error>: the tracking id is what a support case asks for.
    private static string? Detail(Response response)
    {
        if (response.ContentStream is not MemoryStream || response.Content.ToMemory() is not { Length: > 0 } body)
        {
            return null;
        }

        try
        {
            using var reader = XmlReader.Create(new MemoryStream(body.ToArray()), StorageXml.Untrusting);
            return reader.ReadToFollowing("Detail") && reader.ReadElementContentAsString() is var text ? text.Length > LongestDetailChars ? text[..LongestDetailChars] : text : null;
        }
        catch (XmlException)
        {
            // A proxy's page or a cut answer: the caller learns the status, which is all there is.
            return null;
        }
    }
}
