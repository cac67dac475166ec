using System.Globalization;
using Microsoft.AspNetCore.Html;
using Relais.Campaigns;
using Relais.Notifications;
using static Relais.Subscriptions.PublicPage;

namespace Relais.Subscriptions;

/// <summary>The fields in which a person says of what, in which language, when and how often they want to be told.</summary>
internal static class WishFields
{
    private static readonly string[] CommonZones =
    [
        "Europe/Paris", "Europe/Brussels", "Europe/London", "Europe/Berlin", "Africa/Algiers", "Africa/Dakar", "Africa/Casablanca", "Africa/Kinshasa", "America/Toronto",
        "America/New_York", "America/Guadeloupe", "America/Cayenne", "America/Los_Angeles", "Indian/Reunion", "Pacific/Noumea", "Asia/Beirut", "Asia/Kolkata", "UTC",
    ];

    private static readonly (string Value, Localized Name)[] Kinds =
    [
        (AlertKinds.Surge, new("When it takes off", "Quand ça s'emballe")),
        (AlertKinds.Milestone, new("When a goal is reached", "Quand un but est atteint")),
        (AlertKinds.Call, new("Calls of the organisers", "Les appels des organisateurs")),
        (AlertKinds.Announcement, new("What is new on their sites", "Les nouvelles de leurs sites")),
        (AlertKinds.Lull, new("When it goes quiet", "Quand ça se calme")),
    ];

    private static readonly (string Value, Localized Name)[] Floors =
    [
        (Severities.Info, new("Everything", "Tout")), (Severities.Normal, new("What matters", "Ce qui compte")), (Severities.Urgent, new("Only what is urgent", "Seulement ce qui est urgent")),
    ];

    private static readonly (string Value, Localized Name)[] Rhythms =
    [
        ("now", new("At once", "Tout de suite")), ("daily", new("Together, once a day", "Ensemble, une fois par jour")), ("weekly", new("Together, once a week", "Ensemble, une fois par semaine")),
    ];

    /// <summary>What a person who joins wants when they say nothing else: everything at once, and nothing at night.</summary>
    public static SubscriptionDraft Usual(string language) => new(
        Kinds: AlertKinds.Usual, Language: language, Wishes: new WishDraft(language == "fr" ? "Europe/Paris" : "UTC", "22:00", "08:00", false, "now", 8, "monday"));

    public static IHtmlContent Render(Campaign campaign, SubscriptionDraft draft, string language)
    {
        string Say(string en, string fr) => language == "fr" ? fr : en;
        var wishes = draft.Wishes ?? new();
        var topics = campaign.Page?.Topics ?? [];
        return Html($"""
            <fieldset><legend>{Say("What about", "À quel sujet")}</legend>
            {All(Kinds.Select(kind => Box("kinds", kind.Value, kind.Name.In(language), draft.Kinds?.Contains(kind.Value) == true)))}
            {(topics.Count == 0 ? Nothing : Html($"<p>{Say("Only these topics (all, when none is ticked):", "Ces thèmes seulement (tous, si rien n'est coché)\u00a0:")}</p>{All(topics.Select(topic => Box("topics", topic, topic, draft.Topics?.Contains(topic) == true)))}"))}
            {Select("floor", Say("How important it must be", "À partir de quelle importance"), Floors, draft.Floor ?? Severities.Info, language)}
            </fieldset>
            <fieldset><legend>{Say("When", "Quand")}</legend>
            {Select("rhythm", Say("How often", "À quel rythme"), Rhythms, wishes.Rhythm ?? "now", language)}
            {Select("digestHour", Say("What comes together comes at", "Ce qui vient ensemble vient à"), Hours(), (wishes.DigestHour ?? 8).ToString(CultureInfo.InvariantCulture), language)}
            {Select("digestDay", Say("and once a week on", "et une fois par semaine le"), Days(), wishes.DigestDay ?? "monday", language)}
            {Box("quiet", "yes", Say("Nothing in these hours; it comes afterwards", "Rien à ces heures\u00a0; cela vient après"), wishes.QuietFrom is not null)}
            <div class="pair">
            <label>{Say("from", "de")} <input type="time" name="quietFrom" value="{wishes.QuietFrom ?? "22:00"}"></label>
            <label>{Say("until", "à")} <input type="time" name="quietUntil" value="{wishes.QuietUntil ?? "08:00"}"></label>
            </div>
            {Box("urgentAnyTime", "yes", Say("What is urgent may come at any hour", "Ce qui est urgent peut venir à toute heure"), wishes.UrgentAnyTime == true)}
            <label>{Say("My time zone", "Mon fuseau horaire")} <input name="zone" list="zones" value="{wishes.Zone ?? "UTC"}" autocomplete="off" spellcheck="false"></label>
            <datalist id="zones">{All(CommonZones.Select(zone => Html($"<option value=\"{zone}\"></option>")))}</datalist>
            {Select("language", Say("Language", "Langue"), [("fr", new("Français", "Français")), ("en", new("English", "English"))], draft.Language ?? language, language)}
            </fieldset>
            """);
    }

    /// <summary>What a form says of them.</summary>
    public static SubscriptionDraft Read(IFormCollection form, SubscriptionDraft draft) => draft with
    {
        Kinds = [.. form["kinds"].OfType<string>()],
        Topics = [.. form["topics"].OfType<string>()],
        Floor = Text(form, "floor"),
        Language = Text(form, "language") ?? draft.Language,
        Wishes = new WishDraft(
            Text(form, "zone"),
            form.ContainsKey("quiet") ? Text(form, "quietFrom") ?? "" : null,
            form.ContainsKey("quiet") ? Text(form, "quietUntil") ?? "" : null,
            form.ContainsKey("urgentAnyTime"),
            Text(form, "rhythm"),
            Text(form, "digestHour") is { } hour ? int.TryParse(hour, CultureInfo.InvariantCulture, out var number) ? number : -1 : null,
            Text(form, "digestDay")),
    };

    /// <summary>A field's text; null when it is missing or empty.</summary>
    public static string? Text(IFormCollection form, string name) => form[name].ToString().Trim() is { Length: > 0 } text ? text : null;

    private static IHtmlContent Box(string name, string value, string label, bool isTicked) => isTicked
        ? Html($"<label class=\"box\"><input type=\"checkbox\" name=\"{name}\" value=\"{value}\" checked> {label}</label>")
        : Html($"<label class=\"box\"><input type=\"checkbox\" name=\"{name}\" value=\"{value}\"> {label}</label>");

    private static IHtmlContent Select(string name, string label, IEnumerable<(string Value, Localized Name)> choices, string chosen, string language) => Html(
        $"<label>{label} <select name=\"{name}\">{All(choices.Select(one => one.Value == chosen ? Html($"<option value=\"{one.Value}\" selected>{one.Name.In(language)}</option>") : Html($"<option value=\"{one.Value}\">{one.Name.In(language)}</option>")))}</select></label>");

    private static IEnumerable<(string, Localized)> Hours() =>
        Enumerable.Range(0, 24).Select(hour => (hour.ToString(CultureInfo.InvariantCulture), new Localized($"{hour:00}:00", $"{hour} h")));

    private static IEnumerable<(string, Localized)> Days() => new[] { DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday }
        .Select(day => (day.ToString().ToLowerInvariant(), new Localized(Localized.CultureOf("en").DateTimeFormat.GetDayName(day), Localized.CultureOf("fr").DateTimeFormat.GetDayName(day))));
}
