using System.Globalization;

namespace Relais.Notifications.Channels;

/// <summary>Prints notifications where the app was started: for trying it out on one machine, and only there.</summary>
public sealed class ConsoleChannel(TextWriter output) : IChannel
{
    public string Name => "console";

    public string? RejectAddress(string address) => address == "stdout" ? null : "must be stdout.";

    public string? RejectSecret(string? secret) => secret is null ? null : "must be left out: this channel has none.";

    public string? CreateSecret() => null;

    public Destination DestinationOf(Recipient recipient) => new(Name);

    public string SampleAddress => "stdout";

    public WrittenText Preview(Notification notification, Recipient recipient)
    {
        var line = Shape(notification, recipient.Language);
        return new(null, line, line, line.Length, null, WrittenText.Characters, false);
    }

    public async Task<DeliveryOutcome> SendAsync(Notification notification, Recipient recipient, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync(Shape(notification, recipient.Language).AsMemory(), cancellationToken);
        return DeliveryOutcome.Sent;
    }

    private static string Shape(Notification notification, string language) =>
        string.Create(CultureInfo.InvariantCulture, $"  [{notification.At:yyyy-MM-dd HH:mm}] {notification.Title.In(language)} {notification.Body.In(language)}");
}
