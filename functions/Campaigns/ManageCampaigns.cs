using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Hosting;
using Relais.Http;

namespace Relais.Campaigns;

/// <summary>Campaigns as organisers create, read, change and end them over HTTP.</summary>
public static class ManageCampaigns
{
    public static void MapManageCampaigns(this IEndpointRouteBuilder routes)
    {
        var campaigns = routes.MapFunction(nameof(ManageCampaigns), "api/campaigns").WithTags("Campaigns");
        campaigns.MapGet("", ListAsync).WithSummary("All campaigns.");
        campaigns.MapPost("", CreateAsync).WithSummary("Creates a campaign; following starts with the next minute. With dryRun it only says what that would cost.");
        campaigns.MapGet("{campaign}", ReadAsync).WithSummary("One campaign.");
        campaigns.MapPatch("{campaign}", ChangeAsync).WithSummary("Changes what the body names and leaves the rest. With dryRun it only says what that would cost.");
        campaigns.MapPost("{campaign}/end", EndAsync).WithSummary("Ends a campaign now; what was counted stays.");
    }

    private static async Task<Ok<CampaignList>> ListAsync(CampaignStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var campaigns = await store.ListAsync(cancellationToken);
        return TypedResults.Ok(new CampaignList([.. campaigns.OrderBy(campaign => campaign.Id, StringComparer.Ordinal).Select(campaign => Show(campaign, time))]));
    }

    private static async Task<Results<Created<CampaignShown>, Ok<CampaignDryRun>, ProblemHttpResult>> CreateAsync(
        CampaignDraft draft, CampaignStore store, CampaignRules rules, ICampaignCosts costs, TimeProvider time, CancellationToken cancellationToken)
    {
        if (draft.Name is null || draft.Hashtags is null)
        {
            return Problem.Field(draft.Name is null ? "name" : "hashtags", "must be given.");
        }

        var now = time.GetUtcNow();
        var blank = new Campaign("", "", [], [], now, null, Thresholds.Default);
        if (draft.ApplyTo(blank, rules, now, out var campaign) is { } fault)
        {
            return Problem.Fields([fault]);
        }

        var id = CampaignDraft.IdOf(campaign.Name);
        for (var copy = 1; copy <= MostOfOneName; copy++)
        {
            campaign = campaign with { Id = copy == 1 ? id : $"{id}-{copy}" };
            if (draft.DryRun == true)
            {
                if (await store.FindAsync(campaign.Id, cancellationToken) is null)
                {
                    return TypedResults.Ok(new CampaignDryRun(Show(campaign, time), await costs.ReadAsync(campaign, cancellationToken)));
                }
            }
            else if (await store.AddAsync(campaign, cancellationToken))
            {
                return TypedResults.Created($"/api/campaigns/{campaign.Id}", Show(campaign, time));
            }
        }

        return Problem.Field("name", $"is the name of {MostOfOneName} campaigns already.", 409);
    }

    private static async Task<Results<Ok<CampaignShown>, ProblemHttpResult>> ReadAsync(
        string campaign, CampaignStore store, TimeProvider time, CancellationToken cancellationToken) =>
        await store.FindAsync(campaign, cancellationToken) is { } found ? TypedResults.Ok(Show(found, time)) : Problem.NotFound("campaign");

    private static async Task<Results<Ok<CampaignShown>, Ok<CampaignDryRun>, ProblemHttpResult>> ChangeAsync(
        string campaign, CampaignDraft draft, CampaignStore store, CampaignRules rules, ICampaignCosts costs, TimeProvider time, CancellationToken cancellationToken)
    {
        FieldError? fault = null;
        if (draft.DryRun == true)
        {
            if (await store.FindAsync(campaign, cancellationToken) is not { } found)
            {
                return Problem.NotFound("campaign");
            }

            fault = draft.ApplyTo(found, rules, time.GetUtcNow(), out var tried);
            return fault is not null ? Problem.Fields([fault]) : TypedResults.Ok(new CampaignDryRun(Show(tried, time), await costs.ReadAsync(tried, cancellationToken)));
        }

        var changed = await store.ChangeAsync(
            campaign,
            standing =>
            {
                fault = draft.ApplyTo(standing, rules, time.GetUtcNow(), out var after);
                return fault is null ? after : standing;
            },
            cancellationToken);
        return fault is not null ? Problem.Fields([fault]) : changed is null ? Problem.NotFound("campaign") : TypedResults.Ok(Show(changed, time));
    }

    private static async Task<Results<Ok<CampaignShown>, ProblemHttpResult>> EndAsync(
        string campaign, CampaignStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var ended = await store.ChangeAsync(campaign, standing => standing.StateAt(now) == CampaignState.Ended ? standing : standing with { Until = now }, cancellationToken);
        return ended is null ? Problem.NotFound("campaign") : TypedResults.Ok(Show(ended, time));
    }

    private const int MostOfOneName = 100;

    private static CampaignShown Show(Campaign campaign, TimeProvider time) => new(
        campaign.Id,
        campaign.Name,
        [.. campaign.Hashtags.Select(hashtag => hashtag.Shown)],
        [.. campaign.Sources.Select(SourceDraft.Of)],
        campaign.From,
        campaign.Until,
        campaign.StateAt(time.GetUtcNow()),
        campaign.Cadence,
        new ThresholdsDraft(campaign.Thresholds.Floor, campaign.Thresholds.Momentum),
        [.. campaign.Goals.Select(GoalDraft.From)],
        MilestonesDraft.Of(campaign.Milestones),
        campaign.IsEventAt(time.GetUtcNow()) ? campaign.EventUntil : null,
        CampaignPageDraft.Of(campaign.Page));
}

/// <summary>A campaign as the API shows it. Times are UTC; thresholds that are null are the detector's own.</summary>
/// <param name="EventUntil">The end of its event; null when there is none.</param>
/// <param name="Page">Its public page; null while it has none.</param>
public sealed record CampaignShown(
    string Id,
    string Name,
    IReadOnlyList<string> Hashtags,
    IReadOnlyList<SourceDraft> Sources,
    DateTimeOffset From,
    DateTimeOffset? Until,
    CampaignState State,
    CampaignCadence Cadence,
    ThresholdsDraft Thresholds,
    IReadOnlyList<GoalDraft> Goals,
    MilestonesDraft? Milestones,
    DateTimeOffset? EventUntil,
    CampaignPageDraft? Page);

/// <summary>What a campaign would be, and what following it would cost; nothing is changed.</summary>
public sealed record CampaignDryRun(CampaignShown Campaign, CampaignCost Cost);

/// <summary>All campaigns, by id.</summary>
public sealed record CampaignList(IReadOnlyList<CampaignShown> Campaigns);
