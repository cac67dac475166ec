namespace Relais.Notifications.Channels;

/// <summary>A way of delivering: gives the notification its form, carries it to one address and says what came of it.</summary>
public interface IChannel
{
    string Name { get; }

    /// <summary>Null when the address is fit for this channel, else why not, in words for the person who gave it.</summary>
    string? RejectAddress(string address);

    /// <summary>One form of all that leads to the same place, so that a person is found again however they spell it, and nobody else is.</summary>
    /// <param name="secret">Counts where the address alone names many people's place.</param>
    string Canonical(string address, string? secret) => Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url.AbsoluteUri : address;

    /// <summary>Null when the secret, or that there is none, is fit for this channel, else why not.</summary>
    string? RejectSecret(string? secret);

    /// <summary>A secret for a new address where this channel signs what it sends, else null.</summary>
    string? CreateSecret();

    /// <summary>What bears the load together with others of this channel, such as a host or a bot, and what it allows.</summary>
    Destination DestinationOf(Recipient recipient);

    /// <summary>An address that this channel could have, for a preview: nobody's.</summary>
    string SampleAddress => "https://example.org/preview";

    /// <summary>What <see cref="SendAsync"/> would write, by the same code; nothing is sent.</summary>
    WrittenText Preview(Notification notification, Recipient recipient);

    Task<DeliveryOutcome> SendAsync(Notification notification, Recipient recipient, CancellationToken cancellationToken);
}
