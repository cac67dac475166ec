using Relais.Hosting;
using Relais.Http;
using Relais.Notifications.Channels;
using Relais.Notifications.Smtp;

namespace Relais.Notifications;

/// <summary>What the room Notifications brings: its tables, its ledger, its door and its channels.</summary>
public static class NotificationsModule
{
    /// <exception cref="InvalidOperationException">A setting of the room is wrong; the message says which.</exception>
    public static IServiceCollection AddNotifications(this IServiceCollection services, IConfiguration configuration) => services
        .AddTable(AddressBook.TableName)
        .AddTable(Ledger.TableName)
        .AddTable(Brakes.TableName)
        .AddSingleton(PublicAddress.FromConfiguration(configuration))
        .AddSingleton<PersonalLinks>()
        .AddSingleton<Wording>()
        .AddSingleton<AddressBook>()
        .AddSingleton<Ledger>()
        .AddSingleton<LedgerReader>()
        .AddSingleton<LedgerChanges>()
        .AddSingleton<Brakes>()
        .AddSingleton<TokenBuckets>()
        .AddSingleton<Traffic>()
        .AddSingleton<IChannel, WebhookChannel>()
        .AddEmail(SmtpSettings.Read(configuration))
        .AddWebPush(WebPushVapid.Read(configuration))
        .AddQueueFunction<DeliverNotifications, DeliveryDue>(NotificationsJson.Default.DeliveryDue);

    /// <summary>The channel of the desk: only where somebody sits in front of the app that sends.</summary>
    public static IServiceCollection AddConsoleChannel(this IServiceCollection services, TextWriter output) =>
        services.AddSingleton<IChannel>(new ConsoleChannel(output));

    // Only with a server to hand mail to.
    private static IServiceCollection AddEmail(this IServiceCollection services, SmtpSettings? settings) => settings is null ? services : services
        .AddSingleton(settings)
        .AddSingleton(provider => new SmtpPool(settings, provider.GetRequiredService<TrustedRoots>(), EmailChannel.HostOf(provider.GetRequiredService<PublicAddress>()), TimeProvider.System))
        .AddSingleton<IChannel, EmailChannel>();

    // Only with a key that push services know us by.
    private static IServiceCollection AddWebPush(this IServiceCollection services, WebPushVapid? vapid) => vapid is null ? services : services
        .AddSingleton(vapid)
        .AddSingleton<IChannel, WebPushChannel>();
}
