using Relais.Campaigns;
using Relais.Hosting;

namespace Relais.Intake;

/// <summary>Asks to do what an inlet's submissions ask for, and to count what they add up to. Asking twice does nothing more.</summary>
public sealed record FollowUpDue(string CampaignId, string InletId);

/// <summary>Adds up what has been counted in a campaign, says which shares of its goals are reached, asks whoever signed up, and tells what was announced.</summary>
public sealed partial class FollowUpSubmissions(
    CampaignStore campaigns, InletStore inlets, GoalWatch goals, DeedDues dues, SignUps signUps, SiteAnnouncements announcements, MessageQueue<FollowUpDue> queue, ILogger<FollowUpSubmissions> logger)
{
    // Each asks storage some ten times: a run of so many ends within a minute.
    private const int MostARun = 500;
    private const int AtOnce = 8;

    [Function(nameof(FollowUpSubmissions))]
    public async Task RunAsync([QueueTrigger("follow-up-submissions")] FollowUpDue due, CancellationToken cancellationToken)
    {
        if (await campaigns.FindAsync(due.CampaignId, cancellationToken) is not { } campaign)
        {
            return;
        }

        var all = await inlets.ListAllAsync(campaign.Id, cancellationToken);
        if (all.FirstOrDefault(one => one.Id == due.InletId) is { } inlet)
        {
            await DoAllAsync(campaign, inlet, due, cancellationToken);
        }

        // Last: nobody waits for their question because something cannot be added up.
        await goals.CountAsync(campaign, all, cancellationToken);
    }

    private async Task DoAllAsync(Campaign campaign, Inlet inlet, FollowUpDue due, CancellationToken cancellationToken)
    {
        var (waiting, areHeld) = await dues.ListAsync(inlet.Id, MostARun, cancellationToken);
        await Parallel.ForEachAsync(waiting, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (one, token) =>
        {
            // Somebody else may be at it: nobody is to be asked by both.
            if (await dues.TakeAsync(one, token) is { } taken)
            {
                await DoAsync(campaign, inlet, taken.Deed, token);
                await dues.CloseAsync(taken, token);
            }
        });
        if (waiting.Count > 0)
        {
            FollowedUp(logger, waiting.Count, campaign.Id);
        }

        if (waiting.Count == MostARun)
        {
            await queue.SendAsync(due, cancellationToken: cancellationToken);
        }
        else if (areHeld)
        {
            // Whoever holds them may have been stopped.
            await queue.SendAsync(due, DeedDues.Held, cancellationToken);
        }
    }

    private Task DoAsync(Campaign campaign, Inlet inlet, Deed? deed, CancellationToken cancellationToken) => deed?.State.What.Kind switch
    {
        SubmissionKind.SignUp => signUps.AskAsync(campaign, deed, cancellationToken),
        SubmissionKind.Announcement => announcements.RaiseAsync(campaign, inlet, deed, cancellationToken),
        _ => Task.CompletedTask,
    };

    [LoggerMessage(EventId = 702, Level = LogLevel.Information, Message = "Followed up {Count} submissions of {CampaignId}.")]
    private static partial void FollowedUp(ILogger logger, int count, string campaignId);
}
