using System.Globalization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Hosting;
using Relais.Notifications;
using static Relais.Subscriptions.PublicPage;

namespace Relais.Subscriptions;

/// <summary>Where the link of an urgent message leads by which a person says that they have seen it, so that their second channel is left in peace: looking shows it and a button, posting says it.</summary>
public static class SeeAlert
{
    public static void MapSeeAlert(this IEndpointRouteBuilder routes)
    {
        var seen = routes.MapFunction(nameof(SeeAlert), "seen/{token}").WithTags("Public pages");
        seen.MapGet("", ShowAsync).ExcludeFromDescription();
        seen.MapPost("", SeeAsync).ExcludeFromDescription();
    }

    private static readonly Localized Seen = new("Noted: your second address is left in peace.", "C'est noté\u00a0: votre deuxième adresse est laissée en paix.");
    private static readonly Localized SeenAlone = new("Noted. You have no second address any more.", "C'est noté. Vous n'avez plus de deuxième adresse.");
    private static readonly Localized TooLate = new("Your second address was told already.", "Votre deuxième adresse a déjà été prévenue.");
    private static readonly Localized Withdrawn = new("It was withdrawn", "C'est annulé");
    private static readonly Localized WithdrawnText = new("What was said before no longer holds.", "Ce qui a été annoncé n'est plus valable.");
    private static readonly Localized Button = new("I have seen it", "Je l'ai vu");
    private static readonly Localized More = new("Read more", "En savoir plus");

    // What only looks, such as a scanner of mails, has seen nothing.
    private static async Task<IResult> ShowAsync(
        string token, string? lang, HttpContext context, PersonalLinks links, AddressBook addresses, LedgerReader ledger, SeenMarks marks, Wording wording, CancellationToken cancellationToken) =>
        await ReadAsync(token, links, addresses, ledger, cancellationToken) is { } link
            ? Page(context, LanguageOf(context.Request, lang ?? link.First.Language), token, link, await marks.FindAsync(link.AlertId, link.Version, link.First.Id, cancellationToken), wording)
            : MemberPages.NotFound(context, LanguageOf(context.Request, lang));

    private static async Task<IResult> SeeAsync(
        string token,
        HttpContext context,
        PersonalLinks links,
        AddressBook addresses,
        LedgerReader ledger,
        SeenMarks marks,
        SecondAddresses seconds,
        Wording wording,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var lang = await MemberForm.LanguageOfAsync(context, cancellationToken);
        if (await ReadAsync(token, links, addresses, ledger, cancellationToken) is not { } link)
        {
            return MemberPages.NotFound(context, LanguageOf(context.Request, lang));
        }

        // Nothing is kept of whoever has no second channel any more.
        var language = LanguageOf(context.Request, lang ?? link.First.Language);
        return await seconds.FindAsync(link.CampaignId, link.First.Id, cancellationToken) is null
            ? Page(context, language, token, link, null, wording, SeenAlone)
            : Page(context, language, token, link, await marks.SeeAsync(link.AlertId, link.Version, link.First.Id, time.GetUtcNow(), cancellationToken), wording);
    }

    private static ContentHttpResult Page(HttpContext context, string language, string token, SeenLink link, SeenMark? mark, Wording wording, Localized? done = null)
    {
        if (link.Said is not { } said)
        {
            return MemberPages.Say(context, language, Withdrawn, WithdrawnText);
        }

        // As the message said it, but with the link to where more is to be read.
        var words = wording.Of(said, link.First with { Second = null, Language = language });
        done ??= mark?.ToldIn is not null ? TooLate : mark?.SeenAt is not null ? Seen : null;
        return Show(context, language, words.Title, Html($"""
            <section class="card">
            <h1>{words.Title}</h1>
            {(done is null ? Nothing : Html($"<p class=\"said\" role=\"status\">{done.In(language)}</p>"))}
            <p class="about">{words.Body}</p>
            <p class="quiet">{words.When}</p>
            {(done is null ? MemberPages.Button($"/seen/{token}", Button, language) : Nothing)}
            {Link(words.Url, language)}
            </section>
            """));
    }

    private static IHtmlContent Link(string? url, string language) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" ? Html($"<p><a href=\"{address.AbsoluteUri}\" rel=\"noreferrer\">{More.In(language)}</a></p>") : Nothing;

    private static async Task<SeenLink?> ReadAsync(string token, PersonalLinks links, AddressBook addresses, LedgerReader ledger, CancellationToken cancellationToken) =>
        links.Read("seen", token) is var (campaignId, what) && what.Split('.') is [var id, var alertId, var number]
        && int.TryParse(number, CultureInfo.InvariantCulture, out var version)
        && await addresses.FindAsync(campaignId, id, cancellationToken) is { } first
            ? new SeenLink(campaignId, first, alertId, version, await ledger.ReadWordsAsync(alertId, version, id, cancellationToken))
            : null;

    /// <summary>Whose link it is, and what is said to them by now; null when it was withdrawn.</summary>
    private sealed record SeenLink(string CampaignId, Recipient First, string AlertId, int Version, Notification? Said);
}
