using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Intake;
using Relais.Notifications;
using Relais.Subscriptions;
using static Relais.Subscriptions.PublicPage;

namespace Relais.Snapshots;

/// <summary>A campaign's public page: what it is, how it stands, how to be told of it and how to pass it on; only for campaigns that have one.</summary>
public static class ShowCampaign
{
    public static void MapShowCampaign(this IEndpointRouteBuilder routes) =>
        routes.MapFunction(nameof(ShowCampaign), "c/{campaign}").WithTags("Public pages").MapGet("", ShowAsync).ExcludeFromDescription();

    private static async Task<ContentHttpResult> ShowAsync(
        string campaign, string? lang, string? by, string? invite, HttpContext context, CampaignStore campaigns, SnapshotStore snapshots, InvitationStore invitations, JoinForm join, CampaignSums sums, PublicAddress address, TimeProvider time, CancellationToken cancellationToken)
    {
        var language = LanguageOf(context.Request, lang);
        string Say(string en, string fr) => language == "fr" ? fr : en;
        if (await campaigns.FindAsync(campaign, cancellationToken) is not { Page: { } page } found)
        {
            return Show(
                context,
                language,
                Say("No such page", "Page introuvable"),
                Html($"<section class=\"card\"><h1>{Say("There is no such page", "Cette page n'existe pas")}</h1><p>{Say("The campaign has none, or the address was cut short.", "La campagne n'en a pas, ou l'adresse a été coupée.")}</p></section>"),
                StatusCodes.Status404NotFound);
        }

        var invitation = invite is null ? null : await invitations.FindAsync(campaign, invite, cancellationToken);
        if (invite is not null && invitation?.IsOpenAt(time.GetUtcNow()) != true)
        {
            return MemberPages.InvitationOver(context, language, found);
        }

        var ended = found.StateAt(time.GetUtcNow()) == CampaignState.Ended;
        return Show(
            context,
            language,
            found.Name,
            Html($"""
                {Languages(found, by, invite, language)}
                <h1>{found.Name}</h1>
                <p class="quiet">{string.Join(" ", found.Hashtags.Select(hashtag => "#" + hashtag.Shown))}</p>
                <p class="about">{page.AboutIn(language)}</p>
                {Counters(await snapshots.FindLatestAsync(found.Id, cancellationToken), language)}
                {GoalSection.Render(GoalWords.Bars(await ShowGoals.ReadAsync(found, sums, cancellationToken), language), language)}
                {(ended ? Html($"<p class=\"card\">{Say("This campaign is over.", "Cette campagne est terminée.")}</p>") : join.IsOffered ? join.Render(found, language, by, invitation) : Nothing)}
                {Shares(found, $"{address.Root}/c/{found.Id}", language)}
                <p class="quiet">{Say("For programs that read news:", "Pour les lecteurs de flux\u00a0:")} <a href="{Feed(found, AtomFeed.Format, language)}">Atom</a>, <a href="{Feed(found, JsonFeed.Format, language)}">JSON Feed</a></p>
                """),
            isOnesOwn: invitation is not null,
            links: Html($"""
                <link rel="alternate" type="application/atom+xml" href="{Feed(found, AtomFeed.Format, language)}" title="{found.Name}">
                <link rel="alternate" type="application/feed+json" href="{Feed(found, JsonFeed.Format, language)}" title="{found.Name}">
                """));
    }

    private static string Feed(Campaign campaign, string format, string language) => $"/c/{campaign.Id}/feed.{format}?lang={language}";

    private static IHtmlContent Languages(Campaign campaign, string? by, string? invite, string language)
    {
        var more = string.Concat(new[] { ("by", by), ("invite", invite) }.Where(one => one.Item2 is not null).Select(one => $"&{one.Item1}={Uri.EscapeDataString(one.Item2!)}"));
        return Html($"<nav class=\"languages\" aria-label=\"Langue, language\">{All(new[] { ("fr", "Français"), ("en", "English") }.Select(one => one.Item1 == language
            ? Html($"<span aria-current=\"true\" lang=\"{one.Item1}\">{one.Item2}</span>")
            : Html($"<a href=\"/c/{campaign.Id}?lang={one.Item1}{more}\" lang=\"{one.Item1}\" hreflang=\"{one.Item1}\">{one.Item2}</a>")))}</nav>");
    }

    private static IHtmlContent Counters(Snapshot? snapshot, string language)
    {
        string Say(string en, string fr) => language == "fr" ? fr : en;
        if (snapshot is null)
        {
            return Html($"<p class=\"quiet\">{Say("Nothing has been counted yet.", "Rien n'a encore été compté.")}</p>");
        }

        var culture = Localized.CultureOf(language);
        var at = snapshot.At.UtcDateTime.ToString(language == "fr" ? "d MMMM yyyy 'à' HH:mm" : "d MMMM yyyy, HH:mm", culture);
        return Html($"""
            <section class="card" aria-labelledby="counters-title">
            <h2 id="counters-title">{Say("How it stands", "Où en est la campagne")}</h2>
            <dl class="counters">
            {Counter(Say("in the last hour", "dans la dernière heure"), snapshot.Totals.LastHour)}
            {Counter(Say("in a day", "en un jour"), snapshot.Totals.LastDay)}
            {Counter(Say("in all", "en tout"), snapshot.Totals.Posts)}
            </dl>
            <p class="quiet">{Say($"Posts and other signals counted, {at} UTC.", $"Messages et autres signaux comptés, le {at} UTC.")}{(snapshot.Gaps.LastWeek == 0 ? "" : Say(" In the last week not everything could be seen: some are missing.", " Durant la dernière semaine tout n'a pas pu être vu\u00a0: il en manque."))}</p>
            </section>
            """);

        IHtmlContent Counter(string name, long count) => Html($"<div><dt>{name}</dt><dd>{count.ToString("N0", culture)}</dd></div>");
    }

    // Links alone: nobody is asked anything before the visitor presses one, and then they write and send it themselves.
    private static IHtmlContent Shares(Campaign campaign, string url, string language)
    {
        string Say(string en, string fr) => language == "fr" ? fr : en;
        var text = $"{campaign.Name} {string.Join(" ", campaign.Hashtags.Take(1).Select(hashtag => "#" + hashtag.Shown))}".Trim();
        var (words, link, both) = (Uri.EscapeDataString(text), Uri.EscapeDataString(url), Uri.EscapeDataString($"{text} {url}"));
        (string Name, string Href)[] shares =
        [
            ("Mastodon", $"https://share.joinmastodon.org/#text={both}"),
            ("Bluesky", $"https://bsky.app/intent/compose?text={both}"),
            ("X", $"https://x.com/intent/post?text={words}&url={link}"),
            ("WhatsApp", $"https://wa.me/?text={both}"),
            ("Telegram", $"https://t.me/share/url?url={link}&text={words}"),
            (Say("E-mail", "E-mail"), $"mailto:?subject={words}&body={both}"),
        ];
        return Html($"""
            <section class="card" aria-labelledby="share-title">
            <h2 id="share-title">{Say("Pass it on, in your own words", "Faites passer, avec vos mots")}</h2>
            <ul class="shares">{All(shares.Select(share => Html($"<li><a href=\"{share.Href}\" rel=\"noopener noreferrer\" target=\"_blank\">{share.Name}</a></li>")))}</ul>
            </section>
            """);
    }
}
