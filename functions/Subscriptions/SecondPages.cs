using System.Globalization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Http.HttpResults;
using Relais.Campaigns;
using Relais.Http;
using Relais.Notifications;
using Relais.Notifications.Channels;
using static Relais.Subscriptions.PublicPage;

namespace Relais.Subscriptions;

/// <summary>What a person sees of a second address: on their own page, and on the small page that whoever reads at that address has.</summary>
internal sealed class SecondPages(IEnumerable<IChannel> channels, JoinForm form)
{
    // A browser joins by a script on the page of joining; these pages are whole without.
    private readonly IReadOnlyList<ChannelWords> typed = [.. ChannelWords.All.Where(words => words.Channel != "webpush" && channels.Any(channel => channel.Name == words.Channel))];

    public static readonly Localized Asked = new(
        "A message with a link to confirm is on its way to that address. Nothing else is sent there before it is pressed.",
        "Un message avec un lien pour confirmer est en route vers cette adresse. Rien d'autre n'y est envoyé avant qu'il soit suivi.");

    public static readonly Localized Gone = new("Nothing is sent to the second address any more.", "Plus rien n'est envoyé à la deuxième adresse.");

    public static readonly Localized StoppedText = new(
        "Nothing more is sent to this second address. Whoever named it goes on being told at their first one.",
        "Plus rien n'est envoyé à cette deuxième adresse. La personne qui l'a donnée reste tenue au courant à la première.");

    private static readonly Localized About = new(
        "Urgent alerts come to this address when nobody has pressed “I have seen it” at a first one in time. Nothing else is sent here.",
        "Les alertes urgentes viennent à cette adresse quand personne n'a appuyé à temps sur «\u00a0Je l'ai vu\u00a0» à une première. Rien d'autre n'y est envoyé.");

    /// <summary>Whether the minutes are those of a form that this page has.</summary>
    public static FieldError? Check(string? minutes, out int chosen)
    {
        _ = int.TryParse(minutes, CultureInfo.InvariantCulture, out chosen);
        return SecondChannel.Waits.Contains(chosen) ? null : new FieldError("minutes", $"must be one of: {string.Join(", ", SecondChannel.Waits)}.");
    }

    public FieldError? CheckChannel(string? channel) => Offered().Any(words => words.Channel == channel) ? null : new FieldError("channel", "is not offered.");

    /// <summary>Whether whoever reads at an address may name a second one. A program has no button to press: whoever is told by a webhook is not asked.</summary>
    public bool IsOffered(Recipient first) => first.Channel != "webhook" && Offered().Count > 0;

    // Where people write to a bot to join, nobody knows the number of their chat: it could only be somebody else's.
    private IReadOnlyList<ChannelWords> Offered() => [.. typed.Where(words => !form.IsByBot(words.Channel))];

    /// <summary>The part of a person's own page.</summary>
    public IHtmlContent Section(string token, Recipient first, Recipient? second, string language)
    {
        string Put(string en, string fr) => language == "fr" ? fr : en;
        var offered = Offered();
        return !IsOffered(first) ? Nothing : Html($"""
            <section class="card" aria-labelledby="second-title">
            <h2 id="second-title">{Put("If something urgent comes and you have not seen it", "Si quelque chose d'urgent vient et que vous ne l'avez pas vu")}</h2>
            <p>{Put("Urgent messages then have a link “I have seen it”. Press it in time, and nothing more is sent.", "Les messages urgents ont alors un lien «\u00a0Je l'ai vu\u00a0». Suivez-le à temps, et rien de plus n'est envoyé.")}</p>
            {(second is null ? Nothing : Standing(token, first, second, language))}
            <details{(second is null ? Html($" open") : Nothing)}><summary>{(second is null ? Put("Tell me here too", "Prévenez-moi ici aussi") : Put("Change it", "La changer"))}</summary>
            <form method="post" action="/me/{token}/second">
            <input type="hidden" name="lang" value="{language}">
            <label>{Put("After", "Après")} <select name="minutes">{All(SecondChannel.Waits.Select(wait => Option(wait, wait == (second?.Behind?.Minutes ?? 30))))}</select></label>
            <label>{Put("By", "Par")} <select name="channel">{All(offered.Where(words => words.Channel != first.Channel).Concat(offered.Where(words => words.Channel == first.Channel)).Select(words => Html($"<option value=\"{words.Channel}\">{words.Name.In(language)}{(words.Example.Length > 0 ? $" ({words.Example})" : "")}</option>")))}</select></label>
            <label>{Put("Address", "Adresse")} <input name="address" required maxlength="2048" autocomplete="off" spellcheck="false"></label>
            <label>{Put("Token or secret, where that way needs one", "Jeton ou secret, si cette voie en demande un")} <input name="secret" autocomplete="off" spellcheck="false" maxlength="512"></label>
            <p class="quiet">{Put("That address is asked to confirm first, three times a day at most.", "Cette adresse doit d'abord confirmer\u00a0; elle est sollicitée trois fois par jour au plus.")}</p>
            <button type="submit">{Put("Ask that address", "Demander à cette adresse")}</button>
            </form>
            </details>
            </section>
            """);
    }

    /// <summary>The page of whoever reads at a second address: nothing of the first.</summary>
    public static ContentHttpResult Own(HttpContext context, string language, Campaign campaign, string token, Recipient second)
    {
        var buttons = Html($"""
            <p>{ChannelWords.Find(second.Channel)?.Name.In(language) ?? second.Channel}{(Shown(second) is { Length: > 0 } address ? $", {address}" : "")}</p>
            {Kept(second, language)}
            {MemberPages.Button($"/me/{token}/stop", new("Stop this address", "Arrêter cette adresse"), language)}
            {MemberPages.Button($"/me/{token}/erase", new("Erase this address", "Effacer cette adresse"), language, "plain")}
            """);
        return MemberPages.Say(context, language, new(campaign.Name, campaign.Name), About, buttons);
    }

    /// <summary>All that is kept beside the address, for whoever reads there.</summary>
    private static IHtmlContent Kept(Recipient second, string language)
    {
        var (behind, zone) = (second.Behind!, second.Wishes.Zone.Id);
        var since = behind.Since.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return language == "fr"
            ? Html($"<p class=\"quiet\">Est conservé avec l'adresse\u00a0: {behind.Minutes} minutes d'attente\u00a0; confirmée le {since} (UTC), pour les mots {behind.ConsentText}\u00a0; langue {second.Language}, fuseau {zone} et heures calmes, comme à la première adresse\u00a0; si les messages y arrivent\u00a0; et pour chaque alerte urgente, qu'elle a été envoyée ici.</p>")
            : Html($"<p class=\"quiet\">Kept with the address: {behind.Minutes} minutes to wait; confirmed on {since} (UTC), to the words {behind.ConsentText}; language {second.Language}, time zone {zone} and quiet hours, as at the first address; whether messages arrive there; and of each urgent alert that it was sent here.</p>");
    }

    /// <summary>An address as it is shown to whoever has the link: of a hook that writes into a room its host alone.</summary>
    public static string Shown(Recipient one) =>
        one.IsUnreadable ? "" : ChannelWords.Find(one.Channel)?.IsRoom != true ? one.Address : Uri.TryCreate(one.Address, UriKind.Absolute, out var url) ? url.Host : "";

    /// <summary>As it is shown on the first one's page: where that is a room, everybody there has the link.</summary>
    public static string ShownBeside(Recipient first, Recipient second) => ChannelWords.Find(first.Channel)?.IsRoom == true ? "" : Shown(second);

    private static IHtmlContent Standing(string token, Recipient first, Recipient second, string language)
    {
        string Put(string en, string fr) => language == "fr" ? fr : en;
        var name = ChannelWords.Find(second.Channel)?.Name.In(language) ?? second.Channel;
        var minutes = second.Behind!.Minutes;
        return Html($"""
            <p>{Put($"After {minutes} minutes you are told too by", $"Après {minutes} minutes vous êtes prévenu aussi par")} <strong>{name}</strong>{(ShownBeside(first, second) is { Length: > 0 } address ? $", {address}" : "")}.{(second.Off is null ? "" : Put(" Nothing arrives there lately.", " Rien n'y arrive plus ces derniers temps."))}</p>
            {MemberPages.Button($"/me/{token}/second/remove", new("Not there any more", "Plus à cette adresse"), language, "plain")}
            """);
    }

    private static IHtmlContent Option(int minutes, bool isChosen) =>
        isChosen ? Html($"<option value=\"{minutes}\" selected>{minutes} min</option>") : Html($"<option value=\"{minutes}\">{minutes} min</option>");
}
