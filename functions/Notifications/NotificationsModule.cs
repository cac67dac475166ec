using System.Diagnostics.CodeAnalysis;
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
        .AddTable(DailyCounts.TableName)
        .AddTable(DigestBook.TableName)
        .AddSingleton(PublicAddress.FromConfiguration(configuration))
        .AddSingleton<PersonalLinks>()
        .AddSingleton<Wording>()
        .AddSingleton<AddressBook>()
        .AddSingleton<Ledger>()
        .AddSingleton<LedgerReader>()
        .AddSingleton<LedgerChanges>()
        .AddSingleton<LedgerErasure>()
        .AddSingleton<SeenMarks>()
        .AddSingleton<Brakes>()
        .AddSingleton<TokenBuckets>()
        .AddSingleton<Traffic>()
        .AddSingleton(DayCap.FromConfiguration(configuration))
        .AddSingleton<DailyCounts>()
        .AddSingleton<DigestBook>()
        .AddSingleton<DigestTexts>()
        .AddSingleton<Manners>()
        .AddSingleton<IChannel, WebhookChannel>()
        .AddSingleton<IChannel, NtfyChannel>()
        .AddSingleton<IChannel, GotifyChannel>()
        .AddSingleton<IChannel, SlackChannel>()
        .AddSingleton<IChannel, MattermostChannel>()
        .AddSingleton<IChannel, RocketChatChannel>()
        .AddSingleton<IChannel, DiscordChannel>()
        .AddSingleton<IChannel, TeamsChannel>()
        .AddSingleton<IChannel, GoogleChatChannel>()
        .AddChannelOf<TelegramChannel, TelegramSettings>(TelegramSettings.Read(configuration))
        .AddSingleton<TelegramBot>()
        .AddChannelOf<MatrixChannel, MatrixSettings>(MatrixSettings.Read(configuration))
        .AddEmail(SmtpSettings.Read(configuration))
        .AddWebPush(WebPushVapid.Read(configuration))
        .AddTimerFunction<ForgetCounts>()
        .AddQueueFunction<DeliverNotifications, DeliveryDue>(static () => NotificationsJson.Default.DeliveryDue);

    /// <summary>The channel of the desk: only where somebody sits in front of the app that sends.</summary>
    public static IServiceCollection AddConsoleChannel(this IServiceCollection services, TextWriter output) =>
        services.AddSingleton<IChannel>(new ConsoleChannel(output));

    // What needs an account of the operator's is only there once there is one.
    private static IServiceCollection AddChannelOf<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TChannel, TSettings>(
        this IServiceCollection services, TSettings? settings)
        where TChannel : class, IChannel
        where TSettings : class => settings is null ? services : services.AddSingleton(settings).AddSingleton<IChannel, TChannel>();

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
