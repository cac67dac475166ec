using Relais.Campaigns;
using Relais.Notifications;

namespace Relais.Subscriptions;

/// <summary>What is said for a campaign: in its own words wherever it has some that can be used, in ours elsewhere.</summary>
public static class CampaignWords
{
    public static (Localized Title, Localized Body) Say(Campaign campaign, Template template, IReadOnlyDictionary<string, Localized> values)
    {
        var own = campaign.TemplateOf(template.Kind, template.Status);
        return (TitleOf(campaign, template, values), TemplateText.Fill(template.BodyOr(own?.BodyEn, own?.BodyFr), values));
    }

    public static Localized TitleOf(Campaign campaign, Template template, IReadOnlyDictionary<string, Localized> values) => TemplateText.Fill(TitleOf(campaign, template), values);

    /// <summary>The title before anything is filled in.</summary>
    public static Localized TitleOf(Campaign campaign, Template template)
    {
        var own = campaign.TemplateOf(template.Kind, template.Status);
        return template.TitleOr(own?.TitleEn, own?.TitleFr);
    }

    /// <summary>Those of its own words that cannot be used, as `kind/status`: checked when they were kept, so that only an older Relais, or none, can have kept them.</summary>
    public static IReadOnlyList<string> Unusable(Campaign campaign) =>
        [.. (campaign.Templates ?? []).Where(own => !IsUsable(own, Templates.Find(own.Kind, own.Status))).Select(own => $"{own.Kind}/{own.Status}")];

    public static bool IsUsable(CampaignTemplate own, Template? template) => template is not null
        && new[] { own.TitleEn, own.TitleFr }.All(text => text is null || template.RejectTitle(text, out _) is null)
        && new[] { own.BodyEn, own.BodyFr }.All(text => text is null || (template.Body is not null && template.RejectBody(text, out _) is null));
}
