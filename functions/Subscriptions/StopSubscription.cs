using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Hosting;
using Relais.Notifications;

namespace Relais.Subscriptions;

/// <summary>Where the link leads by which one click stops it all (RFC 8058): looking shows a button, posting stops, however often.</summary>
public static class StopSubscription
{
    public static void MapStopSubscription(this IEndpointRouteBuilder routes)
    {
        var stop = routes.MapFunction(nameof(StopSubscription), "stop/{token}").WithTags("Public pages");
        stop.MapGet("", Show).ExcludeFromDescription();
        stop.MapPost("", StopAsync).ExcludeFromDescription();
    }

    internal static readonly Localized Stopped = new("It has stopped", "C'est arrêté");
    private static readonly Localized StoppedText = new(
        "Nothing more of this campaign is sent to you; what was on its way at this very moment may still arrive.",
        "Plus rien de cette campagne ne vous est envoyé\u00a0; ce qui était en route à l'instant même peut encore arriver.");

    /// <summary>What has stopped: all of a campaign, or a second address alone.</summary>
    internal static Localized TextOf(string id) => SecondChannel.FirstOf(id) is null ? StoppedText : SecondPages.StoppedText;

    private static readonly Localized Ask = new("Stop?", "Arrêter\u00a0?");
    private static readonly Localized AskText = new("One click, and nothing more of this campaign is sent to you.", "Un clic, et plus rien de cette campagne ne vous est envoyé.");

    private static readonly Localized AskSecond = new("One click, and nothing more is sent to this second address.", "Un clic, et plus rien n'est envoyé à cette deuxième adresse.");

    // What only looks, such as a scanner of mails, must not stop anything.
    private static ContentHttpResult Show(string token, string? lang, HttpContext context, PersonalLinks links)
    {
        var language = PublicPage.LanguageOf(context.Request, lang);
        return links.Read("stop", token) is not var (_, id)
            ? MemberPages.NotFound(context, language)
            : MemberPages.Say(context, language, Ask, SecondChannel.FirstOf(id) is null ? AskText : AskSecond, MemberPages.Button($"/stop/{token}", new("Stop", "Arrêter"), language));
    }

    // A mailbox's own button sends the form `List-Unsubscribe=One-Click`; it is not read, for the address says all.
    private static async Task<IResult> StopAsync(string token, HttpContext context, PersonalLinks links, Departures departures, CancellationToken cancellationToken)
    {
        var language = PublicPage.LanguageOf(context.Request, await MemberForm.LanguageOfAsync(context, cancellationToken));
        if (links.Read("stop", token) is not var (campaignId, id))
        {
            return MemberPages.NotFound(context, language);
        }

        await departures.StopAsync(campaignId, id, cancellationToken);
        return MemberPages.Say(context, language, Stopped, TextOf(id));
    }
}
