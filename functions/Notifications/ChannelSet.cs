using Relais.Notifications.Channels;

namespace Relais.Notifications;

/// <summary>The channels that are set up here, by their names.</summary>
public static class ChannelSet
{
    /// <summary>The one of this name; null when it is not set up here.</summary>
    public static IChannel? Find(this IEnumerable<IChannel> channels, string? name) => channels.FirstOrDefault(channel => channel.Name == name);

    /// <summary>The one form of an address, with its secret where that counts; as it is where its channel is not set up here.</summary>
    public static string CanonicalOf(this IEnumerable<IChannel> channels, string name, string address, string? secret) => channels.Find(name)?.Canonical(address, secret) ?? address;
}
