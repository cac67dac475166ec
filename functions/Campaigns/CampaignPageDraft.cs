using Relais.Http;

namespace Relais.Campaigns;

/// <summary>A campaign's public page as an organiser writes it.</summary>
/// <param name="About">What the campaign is about, in English, in French or in both.</param>
/// <param name="Topics">Topics that whoever joins may choose among; none when left out.</param>
public sealed record CampaignPageDraft(CampaignAboutDraft? About = null, IReadOnlyList<string>? Topics = null)
{
    private const int LongestAboutChars = 2_000;
    private const int MostTopics = 20;

    public static CampaignPageDraft? Of(CampaignPage? page) => page is null ? null : new(new(page.About, page.AboutFr), page.Topics);

    internal FieldError? Check() =>
        About?.En is null && About?.Fr is null ? new FieldError("page.about", "must be given in English (en), in French (fr) or in both.")
        : (About.En is null ? null : Reject("page.about.en", About.En))
            ?? (About.Fr is null ? null : Reject("page.about.fr", About.Fr))
            ?? (Topics?.Count > MostTopics ? new FieldError("page.topics", $"must not name more than {MostTopics}.") : null)
            ?? (Topics ?? []).Index().Select(topic => NameRules.RejectSlug(topic.Item ?? "") is { } reason ? new FieldError($"page.topics[{topic.Index}]", reason) : null).FirstOrDefault(fault => fault is not null);

    internal CampaignPage ToPage() => new(Clean(About!.En), Clean(About.Fr), [.. (Topics ?? []).Distinct(StringComparer.Ordinal)]);

    private static FieldError? Reject(string field, string text) =>
        TextRules.Reject(text, 1, LongestAboutChars, out _, lines: true) is { } reason ? new FieldError(field, reason) : null;

    private static string? Clean(string? text)
    {
        if (text is null)
        {
            return null;
        }

        TextRules.Reject(text, 1, LongestAboutChars, out var clean, lines: true);
        return clean;
    }
}

/// <summary>What a campaign is about, in the languages of the house.</summary>
public sealed record CampaignAboutDraft(string? En = null, string? Fr = null);
