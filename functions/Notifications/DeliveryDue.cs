using System.Text.Json.Serialization;

namespace Relais.Notifications;

/// <summary>Asks for what is due on one page of the ledger. Saying it twice asks for nothing more.</summary>
/// <param name="Planned">The page as it was planned, so that the first to deliver it need not read it; null asks to read what stands.</param>
public sealed record DeliveryDue(string AlertId, int Version, int Page, PlannedPage? Planned = null);

/// <summary>A page of which nothing has been delivered yet, and what is to be said.</summary>
/// <remarks>500 ids of 34 characters and a notification make 22 KB; a message holds 48 KiB before base64 (rest/api/storageservices/put-message).</remarks>
/// <param name="ETag">The version of the page's row that this is: a page that has moved on since is not taken by it.</param>
public sealed record PlannedPage(string ETag, IReadOnlyList<string> Recipients, Notification Notification);

[JsonSerializable(typeof(DeliveryDue))]
[JsonSerializable(typeof(Notification))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class NotificationsJson : JsonSerializerContext;
