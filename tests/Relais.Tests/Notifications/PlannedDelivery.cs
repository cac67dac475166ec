using Relais.Notifications;
using Relais.Tests.Story;

namespace Relais.Tests.Notifications;

/// <summary>One page of people planned to hear of one alert, and what became of them.</summary>
internal static class PlannedDelivery
{
    public static async Task<WebhookReceiver> PlannedAsync(this RelaisApp app, int count, bool apart = false)
    {
        await app.SubscribersAsync("climat", count, apart: apart);
        var notification = new Notification(
            "al_1", 1, "climat", "Climat", "surge", "firing", new Localized("What is said.", "Ce qui est dit."), new Localized("What is said more.", "Ce qui est dit encore."),
            RelaisApp.Morning, RelaisApp.Morning.AddHours(24));
        Assert.NotNull(await app.Get<Ledger>().PlanAsync(notification, 1, [[.. Enumerable.Range(0, count).Select(Make.SubscriberId)]], app.Now, default));
        return new WebhookReceiver(app.Outside, apart ? count : 0);
    }

    public static Task DeliverAsync(this RelaisApp app) => app.RunAsync<DeliverNotifications>(deliver => deliver.RunAsync(new DeliveryDue("al_1", 1, 1), default));

    public static Task<DeliveryCounts> CountAsync(this RelaisApp app) => app.Get<LedgerReader>().CountAsync("al_1", 1, default);

    public static async Task<IReadOnlyList<LateDelivery>> LateAsync(this RelaisApp app) =>
        (await app.Get<LedgerReader>().ListLateAsync("al_1", 1, LateFilter.Any, "", 1000, default)).Late;
}
