using Relais.Hosting;
using Relais.Notifications.Channels;

namespace Relais.Notifications;

/// <summary>What the room Notifications brings: its tables, its ledger, its door and its channels.</summary>
public static class NotificationsModule
{
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
        .AddSingleton<Brakes>()
        .AddSingleton<TokenBuckets>()
        .AddSingleton<Traffic>()
        .AddSingleton(DayCap.FromConfiguration(configuration))
        .AddSingleton<DailyCounts>()
        .AddSingleton<DigestBook>()
        .AddSingleton<DigestTexts>()
        .AddSingleton<Manners>()
        .AddSingleton<IChannel, WebhookChannel>()
        .AddTimerFunction<ForgetCounts>()
        .AddQueueFunction<DeliverNotifications, DeliveryDue>(NotificationsJson.Default.DeliveryDue);

    /// <summary>The channel of the desk: only where somebody sits in front of the app that sends.</summary>
    public static IServiceCollection AddConsoleChannel(this IServiceCollection services, TextWriter output) =>
        services.AddSingleton<IChannel>(new ConsoleChannel(output));
}
