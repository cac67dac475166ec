using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Notifications;
using Relais.Subscriptions;

namespace Relais.Intake;

/// <summary>What whoever filled in a form of HTML sees when it has gone off, or has not.</summary>
internal static class InletPages
{
    /// <summary>Whether a browser waits for a page: programs ask for anything, or for JSON.</summary>
    public static bool AreWanted(HttpContext context) => context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    public static ContentHttpResult Thanks(HttpContext context, string language, Campaign campaign) => MemberPages.Say(
        context,
        language,
        new("Thank you", "Merci"),
        new("What you filled in has arrived.", "Ce que vous avez saisi est bien arrivé."),
        campaign.Page is null ? null : PublicPage.Html($"<p><a href=\"/c/{campaign.Id}?lang={language}\">{campaign.Name}</a></p>"));

    /// <summary>There is no such form.</summary>
    public static ContentHttpResult NotFound(HttpContext context) => Refused(context, StatusCodes.Status404NotFound);

    public static ContentHttpResult Refused(HttpContext context, int status)
    {
        var language = PublicPage.LanguageOf(context.Request, null);
        if (status == StatusCodes.Status429TooManyRequests && int.TryParse(context.Response.Headers.RetryAfter, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return MemberPages.TooMany(context, language, seconds);
        }

        var (title, text) = status switch
        {
            StatusCodes.Status401Unauthorized => (NotSent, new Localized("This form takes nothing from where you sent it. Tell whoever runs the page.", "Ce formulaire n'accepte rien de l'endroit d'où vous l'avez envoyé. Prévenez la personne qui tient la page.")),
            StatusCodes.Status404NotFound => (NotSent, new Localized("This form leads nowhere any more. Tell whoever runs the page.", "Ce formulaire ne mène plus nulle part. Prévenez la personne qui tient la page.")),
            StatusCodes.Status413PayloadTooLarge => (NotSent, new Localized("It was too long. Go back, shorten it, and send it again.", "C'était trop long. Revenez en arrière, raccourcissez, et renvoyez.")),
            StatusCodes.Status415UnsupportedMediaType => (NotSent, new Localized("It came in a way that is not understood here. Tell whoever runs the page.", "C'est arrivé sous une forme qui n'est pas comprise ici. Prévenez la personne qui tient la page.")),
            StatusCodes.Status503ServiceUnavailable => (NotYet, new Localized("It could not be kept just now. Send it again in a minute.", "Cela n'a pas pu être gardé à l'instant. Renvoyez-le dans une minute.")),
            _ => (NotSent, new Localized("Something in it could not be read. Go back, look at sums and numbers above all, and send it again.", "Quelque chose n'a pas pu être lu. Revenez en arrière, regardez surtout les montants et les nombres, et renvoyez.")),
        };
        return MemberPages.Say(context, language, title, text, status: status);
    }

    private static readonly Localized NotSent = new("This was not taken", "Cela n'a pas été pris");
    private static readonly Localized NotYet = new("Not just now", "Pas à l'instant");
}
