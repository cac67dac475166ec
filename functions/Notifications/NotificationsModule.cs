using Relais.Hosting;
using Relais.Notifications.Channels;

namespace Relais.Notifications;

/// <summary>What the room Notifications brings: its tables, its ledger, its door and its channels.</summary>
public static class NotificationsModule
{
    /// <exception cref="InvalidOperationException">A setting of a channel is wrong; the message says which.</exception>
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
        .AddSingleton<LedgerErasure>()
        .AddSingleton<Brakes>()
        .AddSingleton<TokenBuckets>()
        .AddSingleton<Traffic>()
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
        .AddChannelOf<MatrixChannel, MatrixSettings>(MatrixSettings.Read(configuration))
        .AddQueueFunction<DeliverNotifications, DeliveryDue>(NotificationsJson.Default.DeliveryDue);

    /// <summary>The channel of the desk: only where somebody sits in front of the app that sends.</summary>
    public static IServiceCollection AddConsoleChannel(this IServiceCollection services, TextWriter output) =>
        services.AddSingleton<IChannel>(new ConsoleChannel(output));

    // What needs an account of the operator's is only there once there is one.
    private static IServiceCollection AddChannelOf<TChannel, TSettings>(this IServiceCollection services, TSettings? settings)
        where TChannel : class, IChannel
        where TSettings : class => settings is null ? services : services.AddSingleton(settings).AddSingleton<IChannel, TChannel>();
}
