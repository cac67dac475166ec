using Relais.Campaigns;
using Relais.Notifications;
using Relais.Subscriptions;

namespace Relais.Alerts;

/// <summary>A notification that might be, of nobody and to nobody: what was seen is made up, all else is as it will be.</summary>
/// <param name="Values">What is filled in for the placeholders of its template.</param>
internal sealed record Sample(Notification Notification, IReadOnlyDictionary<string, Localized> Values)
{
    // As long as those of people, and nobody's: theirs are hexadecimal.
    public const string RecipientId = "s_preview0000000000000000000000000";
    private const string AlertId = "al_preview";

    private static readonly AlertWords CallWords = new(new("March at noon", "Marche à midi"), new("We meet at the old port.", "Rendez-vous au Vieux-Port."));
    private static readonly Observation Nothing = new(0, 0, 0, 0);

    /// <summary>What a template would say of this campaign.</summary>
    public static Sample Of(Template template, Campaign campaign, PersonalLinks links, DateTimeOffset now)
    {
        var (alert, first) = (AlertOf(template, campaign.Id, now), Tell(Telling.Firing, Grouping.First, now));
        if (alert is not null)
        {
            var isOver = alert.EndsAt <= now;
            return Of(AlertText.Say(alert, campaign, isOver ? Tell(Telling.Resolved, Grouping.Over, now) : first), ConditionText.Values(alert, isOver ? alert.AtEnd : alert.AtStart, campaign));
        }

        var (surge, milestone, call) = (AlertOf(Templates.Surge, campaign.Id, now)!, AlertOf(Templates.Milestone, campaign.Id, now)!, Call(campaign.Id, CallWords, now));
        return template.Status switch
        {
            "repeated" => Of(AlertText.Say(surge, campaign, Tell(Telling.Firing, Grouping.Repeated, now)), AlertText.BeforeValues(campaign, AlertText.Title(surge, campaign))),
            Telling.Corrected or Telling.Retracted => Of(
                AlertText.Say(call, campaign, Tell(template.Status, template.Status, now) with { Words = CallWords }), AlertText.BeforeValues(campaign, CallWords.Title)),
            "together" => Of(AlertText.Say(milestone, campaign, first, [surge]), AlertText.TogetherValues(campaign, 2)),
            _ => template.Kind switch
            {
                AlertKinds.Digest => Of(
                    DigestTexts.Write(
                        DigestTexts.Of(new CampaignDigest(campaign.Id, now), campaign.Name, CampaignWords.TitleOf(campaign, FrameTemplates.Digest)),
                        [AlertText.Say(surge, campaign, first), AlertText.Say(milestone, campaign, first)],
                        TimeZoneInfo.Utc),
                    DigestTexts.ValuesOf(campaign.Name, 2)),
                AlertKinds.Confirmation => Of(
                    ToMember(template.Kind, campaign, MemberText.Confirmation(campaign), now) with { Url = links.Confirm(campaign.Id, RecipientId, "preview") },
                    MemberText.ConfirmationValues(campaign)),
                AlertKinds.Welcome => Of(ToMember(template.Kind, campaign, MemberText.Welcome(campaign), now), MemberText.WelcomeValues(campaign)),
                _ => throw new InvalidOperationException($"Nobody knows what {template.Kind}/{template.Status} might say."),
            },
        };
    }

    /// <summary>What a call or an announcement in these words would say.</summary>
    public static Sample OfCall(string kind, AlertWords words, Campaign campaign, DateTimeOffset now) =>
        Of(AlertText.Say(Call(campaign.Id, words, now, kind), campaign, Tell(Telling.Firing, Grouping.First, now)), new Dictionary<string, Localized>());

    private static Sample Of(Notification notification, IReadOnlyDictionary<string, Localized> values) => new(notification with { AlertId = AlertId, First = null }, values);

    /// <summary>An alert of which this template speaks; null where it stands around something else.</summary>
    private static Alert? AlertOf(Template template, string campaign, DateTimeOffset now)
    {
        var before = now.AddHours(-3);
        return (template.Kind, template.Status) switch
        {
            (AlertKinds.Surge, Telling.Firing) => AlertConditions.Surge(campaign, now, new Observation(412, 24, 12.3, 3.5)),
            (AlertKinds.Surge, _) => Over(AlertConditions.Surge(campaign, before, new Observation(412, 24, 12.3, 3.5)), new Observation(31, 28, 0.4, 3.5)),
            (AlertKinds.Lull, Telling.Firing) => AlertConditions.Lull(campaign, now, new Observation(2, 25, 0, 0)),
            (AlertKinds.Lull, Telling.Resolved) => Over(AlertConditions.Lull(campaign, before, new Observation(2, 25, 0, 0)), new Observation(19, 24, 0, 0)),
            (AlertKinds.Lull, _) => Over(AlertConditions.Lull(campaign, before, new Observation(2, 25, 0, 0)), new Observation(1, 3, 0, 0)),
            (AlertKinds.Milestone, Telling.Firing) => AlertConditions.Milestone(campaign, "1000", now, 1_003, null),
            (AlertKinds.Milestone, "goal") => AlertConditions.Milestone(campaign, new Goal("EUR", Goal.Donation, 5_000, [50]), 50, 2_512.50m, now),
            (AlertKinds.Milestone, _) => AlertConditions.Milestone(campaign, "50%", now, 2_507, 5_000),
            (AlertKinds.Endpoint, _) => AlertConditions.Endpoint(campaign, RecipientId, "gone", null, now, now),
            (AlertKinds.Source, Telling.Resolved) => Over(Source(), Nothing),
            (AlertKinds.Source, _) => Over(Source(), null),
            _ => null,
        };

        Alert Over(Alert alert, Observation? seen) => alert with { EndsAt = now, AtEnd = seen };

        Alert Source() => AlertConditions.Source(campaign, new StoppedSource("mastodon", "mastodon.example", "preview"), before, CallWords);
    }

    private static Alert Call(string campaign, AlertWords words, DateTimeOffset now, string kind = AlertKinds.Call) =>
        AlertConditions.Event(kind, campaign, "preview", now, []) with { Words = words, Tellings = [Tell(Telling.Firing, Grouping.First, now)] };

    private static Telling Tell(string status, string why, DateTimeOffset now) => new(status == Telling.Firing ? 1 : 2, status, why, now, []);

    private static Notification ToMember(string kind, Campaign campaign, (Localized Title, Localized Body) text, DateTimeOffset now) =>
        new(AlertId, 1, campaign.Id, campaign.Name, kind, Telling.Firing, text.Title, text.Body, now, now.AddDays(2));
}
