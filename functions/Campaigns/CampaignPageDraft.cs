using System.Text.RegularExpressions;
using Relais.Http;

namespace Relais.Campaigns;

/// <summary>A campaign's public page as an organiser writes it.</summary>
/// <param name="About">What the campaign is about, in English, in French or in both.</param>
/// <param name="Topics">Topics that whoever joins may choose among; none when left out.</param>
public sealed partial record CampaignPageDraft(CampaignAboutDraft? About = null, IReadOnlyList<string>? Topics = null)
{
    private const int LongestAboutChars = 2_000;
    private const int MostTopics = 20;

    public static CampaignPageDraft? Of(CampaignPage? page) => page is null ? null : new(new(page.About, page.AboutFr), page.Topics);

    internal FieldError? Check() =>
        About?.En is null && About?.Fr is null ? new FieldError("page.about", "must be given in English (en), in French (fr) or in both.")
        : (About.En is null ? null : Reject("page.about.en", About.En))
            ?? (About.Fr is null ? null : Reject("page.about.fr", About.Fr))
            ?? (Topics?.Count > MostTopics ? new FieldError("page.topics", $"must not name more than {MostTopics}.") : null)
            ?? (Topics ?? []).Index().Where(topic => !Slug().IsMatch(topic.Item ?? ""))
                .Select(topic => new FieldError($"page.topics[{topic.Index}]", "must be 1 to 40 lower-case letters, digits and dashes, and begin and end with a letter or digit.")).FirstOrDefault();

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

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?\z")]
    private static partial Regex Slug();
}

/// <summary>What a campaign is about, in the languages of the house.</summary>
public sealed record CampaignAboutDraft(string? En = null, string? Fr = null);
