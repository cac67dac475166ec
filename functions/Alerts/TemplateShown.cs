using Relais.Campaigns;
using Relais.Notifications;
using Relais.Subscriptions;

namespace Relais.Alerts;

/// <summary>A template as the API shows it.</summary>
/// <param name="When">When it is said.</param>
/// <param name="Ours">What is said where the campaign has no words of its own; a body that is null is what it tells of.</param>
/// <param name="Own">The campaign's own words; null where it has none.</param>
public sealed record TemplateShown(string Kind, string Status, Localized When, IReadOnlyList<PlaceholderShown> Placeholders, TemplateTexts Ours, OwnTexts? Own)
{
    internal static TemplateShown Of(Template template, Campaign campaign, PersonalLinks links, DateTimeOffset now)
    {
        var values = Sample.Of(template, campaign, links, now).Values;
        return new(
            template.Kind,
            template.Status,
            template.When,
            [.. template.Names.Select(name => PlaceholderShown.Of(name, template, values))],
            new(template.Title, template.Body),
            campaign.TemplateOf(template.Kind, template.Status) is { } own ? OwnTexts.Of(own, template) : null);
    }
}

/// <summary>What a name in braces stands for.</summary>
/// <param name="Example">As it might be; of the campaign's name, and of what its page says, as it is.</param>
/// <param name="InTitle">Whether it may stand in the title too.</param>
/// <param name="Needed">The texts that must hold it: `title`, `body`, both or none.</param>
public sealed record PlaceholderShown(string Name, Localized Meaning, Localized Example, bool InTitle, IReadOnlyList<string> Needed)
{
    internal static PlaceholderShown Of(string name, Template template, IReadOnlyDictionary<string, Localized> values) => new(
        name,
        Placeholders.Meanings[name],
        values[name],
        template.TitleNames.Contains(name),
        [.. template.TitleNeeds.Contains(name) ? ["title"] : Array.Empty<string>(), .. template.BodyNeeds.Contains(name) ? ["body"] : Array.Empty<string>()]);
}

public sealed record TemplateTexts(Localized Title, Localized? Body);

/// <summary>A campaign's own words; a text that is null keeps ours.</summary>
/// <param name="ChangedBy">The name of the key with which they were written.</param>
/// <param name="Usable">False for words that this version of Relais cannot fill in: ours are said until they are written anew.</param>
public sealed record OwnTexts(TextDraft Title, TextDraft Body, string ChangedBy, DateTimeOffset ChangedAt, bool Usable)
{
    internal static OwnTexts Of(CampaignTemplate own, Template template) =>
        new(new(own.TitleEn, own.TitleFr), new(own.BodyEn, own.BodyFr), own.ChangedBy, own.ChangedAt, CampaignWords.IsUsable(own, template));
}

/// <summary>All that is said in words of ours, or instead of them.</summary>
public sealed record TemplateList(IReadOnlyList<TemplateShown> Templates);
