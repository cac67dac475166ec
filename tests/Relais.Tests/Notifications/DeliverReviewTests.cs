using Azure.Core;
using Relais.Notifications;
using Relais.Tests.Story;

namespace Relais.Tests.Notifications;

/// <summary>What a page of deliveries does when storage fails under it, or when the process ends.</summary>
public sealed class DeliverReviewTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string CampaignId = "deliver";

    [SkippableFact]
    public async Task When_nothing_can_be_written_down_nobody_is_called_any_more()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var site = new SlowSite(app.Outside, answersAtOnce: 100);
        var due = await PlanAsync(app, 300);
        var writes = 0;
        app.Storage.Before = request => IsWrittenDown(request) && Interlocked.Increment(ref writes) > 1 ? throw new PowerCutException() : Task.CompletedTask;

        await Assert.ThrowsAsync<PowerCutException>(() => app.RunAsync<DeliverNotifications>(deliver => deliver.RunAsync(due, CancellationToken.None)));

        Assert.Equal(0, site.Waiting);
        Assert.InRange(site.Calls, 100, 100 + 64);
    }

    [SkippableFact]
    public async Task When_the_process_ends_what_was_sent_is_written_down_and_the_page_is_free_at_once()
    {
        await using var app = await RelaisApp.StartAsync(azurite);
        var site = new SlowSite(app.Outside, answersAtOnce: 120);
        var due = await PlanAsync(app, 300);
        using var ending = new CancellationTokenSource();
        site.AllAnswered = ending.Cancel;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => app.RunAsync<DeliverNotifications>(deliver => deliver.RunAsync(due, ending.Token)));

        Assert.Equal(120, (await app.Get<LedgerReader>().CountAsync(due.AlertId, due.Version, CancellationToken.None)).Sent);
        site.Open();
        await app.RunAsync<DeliverNotifications>(deliver => deliver.RunAsync(due, CancellationToken.None));
        Assert.Equal(300, (await app.Get<LedgerReader>().CountAsync(due.AlertId, due.Version, CancellationToken.None)).Sent);
        Assert.Equal(300, site.Answered);
    }

    // A page alone, or in one transaction with the rows of what is not plainly sent.
    private static bool IsWrittenDown(Request request) => request.Method == RequestMethod.Patch || request.Uri.Path.EndsWith("$batch", StringComparison.Ordinal);

    private static async Task<DeliveryDue> PlanAsync(RelaisApp app, int people)
    {
        var ids = Enumerable.Range(0, people).Select(i => $"s_{i:D4}").ToArray();
        var notification = new Notification(
            "al_review", 1, CampaignId, "Deliver", AlertKinds.Surge, "firing", new Localized("a", "a"), new Localized("b", "b"), app.Now, app.Now.AddDays(1));
        foreach (var id in ids)
        {
            await app.Get<AddressBook>().PutAsync(
                CampaignId, new Recipient(id, "webhook", $"https://{SlowSite.Host}/{id}", "whsec_" + Convert.ToBase64String(new byte[32]), "en"), CancellationToken.None);
        }

        return (await app.Get<Ledger>().PlanAsync(notification, 1, [ids], app.Now, CancellationToken.None))!.Single();
    }

    /// <summary>Answers so many calls at once and lets all others wait.</summary>
    private sealed class SlowSite
    {
        public const string Host = "slow.example.org";

        private readonly TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly int answersAtOnce;
        private int calls;
        private int waiting;
        private int answered;

        public SlowSite(Outside outside, int answersAtOnce)
        {
            this.answersAtOnce = answersAtOnce;
            outside.Put(Host, AnswerAsync);
        }

        public int Calls => calls;

        public int Waiting => waiting;

        public int Answered => answered;

        public Action AllAnswered { get; set; } = () => { };

        public void Open() => open.TrySetResult();

        private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref calls) > answersAtOnce)
            {
                // The first to wait: whoever was answered has been.
                if (Interlocked.Increment(ref waiting) == 64)
                {
                    AllAnswered();
                }

                try
                {
                    await open.Task.WaitAsync(cancellationToken);
                }
                finally
                {
                    Interlocked.Decrement(ref waiting);
                }
            }

            Interlocked.Increment(ref answered);
            return new HttpResponseMessage(System.Net.HttpStatusCode.NoContent);
        }
    }
}
