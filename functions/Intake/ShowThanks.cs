using Relais.Campaigns;
using Relais.Hosting;
using Relais.Subscriptions;

namespace Relais.Intake;

/// <summary>Where whoever filled in a form of HTML is led to when its organiser has no page for that.</summary>
public static class ShowThanks
{
    public static void MapShowThanks(this IEndpointRouteBuilder routes)
    {
        var thanks = routes.MapFunction(nameof(ShowThanks), "in/{campaign}/{inlet}/thanks").WithTags("Public pages");
        thanks.MapGet("", ShowAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> ShowAsync(
        string campaign, string inlet, HttpContext context, CampaignStore campaigns, InletStore inlets, IEnumerable<IProvider> providers, CancellationToken cancellationToken) =>
        await inlets.RecallAsync(campaign, inlet, cancellationToken) is { } found && providers.Any(one => one.Name == found.Provider && one.FromBrowsers)
        && await campaigns.FindAsync(campaign, cancellationToken) is { } about
            ? InletPages.Thanks(context, PublicPage.LanguageOf(context.Request, null), about)
            : InletPages.NotFound(context);
}
