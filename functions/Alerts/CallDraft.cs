using System.Globalization;
using Relais.Campaigns;
using Relais.Http;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>An alert as an organiser writes it: what is left out takes its default.</summary>
/// <param name="Campaign">Whose people it is for.</param>
/// <param name="Kind">`call` (the default) or `announcement`.</param>
/// <param name="Title">In one language or in both; whoever reads the other one gets what there is.</param>
/// <param name="Url">Where more is to be read; https.</param>
/// <param name="Audience">Everybody who wants this kind, or those of a topic, a cell or an area.</param>
/// <param name="ExpiresAt">After this instant it is neither sent nor tried again; a day from now where nobody says, 30 days at most.</param>
/// <param name="Labels">More labels, for silences and inhibitions to match.</param>
/// <param name="DryRun">Only answers what would happen.</param>
/// <param name="After">With <paramref name="DryRun"/>: where the list of people of an earlier answer ended.</param>
public sealed record CallDraft(
    string? Campaign = null,
    string? Kind = null,
    string? Severity = null,
    TextDraft? Title = null,
    TextDraft? Body = null,
    string? Url = null,
    AudienceDraft? Audience = null,
    DateTimeOffset? ExpiresAt = null,
    IReadOnlyDictionary<string, string>? Labels = null,
    bool? DryRun = null,
    string? After = null)
{
    internal const int LongestTitleChars = 200;
    internal const int LongestBodyChars = 4000;
    private const int MostLabels = 10;
    private const int LongestLabelChars = 100;
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(30);
    private static readonly string[] Kinds = [AlertKinds.Call, AlertKinds.Announcement];

    // What the app says by itself.
    private static readonly string[] OwnLabels = ["campaign", "kind", "severity"];

    /// <summary>Notes every field at fault.</summary>
    public void Check(FieldErrors errors, DateTimeOffset now)
    {
        errors.Add("campaign", Campaign is null ? "must be given." : NameRules.Reject(Campaign));
        errors.Add("kind", Kind is null || Kinds.Contains(Kind) ? null : $"must be one of: {string.Join(", ", Kinds)}.");
        errors.Add("severity", Severity is null || Severities.All.Contains(Severity) ? null : $"must be one of: {string.Join(", ", Severities.All)}.");
        TextDraft.Check(errors, "title", Title, LongestTitleChars, lines: false);
        TextDraft.Check(errors, "body", Body, LongestBodyChars, lines: true);
        errors.Add("url", Url is null ? null : UrlRules.Reject(Url, allowLoopback: false));
        Audience?.Check(errors);
        errors.Add("expiresAt", ExpiresAt <= now ? "must lie ahead." : ExpiresAt > now + LongestLife ? $"must be at most {LongestLife.Days} days ahead." : null);
        errors.Add("labels", Labels?.Count > MostLabels ? $"must not be more than {MostLabels}." : null);
        foreach (var (name, value) in Labels ?? new Dictionary<string, string>())
        {
            errors.Add("labels", OwnLabels.Contains(name) ? "must not name campaign, kind or severity." : null);
            errors.Add("labels", LabelRules.RejectName(name) ?? TextRules.Reject(value, 1, LongestLabelChars, out _));
        }

        errors.Add("after", After is not null && DryRun != true ? "is for dry runs." : null);
    }

    /// <summary>The alert that this draft, free of faults, asks for.</summary>
    /// <param name="key">Makes it the same one when it is asked for again.</param>
    public Alert ToAlert(string key, string? by, DateTimeOffset now)
    {
        var labels = new Dictionary<string, string>(Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        var alert = AlertConditions.Event(Kind ?? AlertKinds.Call, Campaign!, OnceOf(key), now, labels, Severity ?? Severities.Normal, ExpiresAt?.ToUniversalTime());
        return alert with
        {
            Words = new AlertWords(Title!.ToLocalized(), Body!.ToLocalized(), Url),
            Audience = Audience?.ToAudience() ?? Alerts.Audience.Everybody,
            RaisedBy = by,
            RequestDigest = ToDigest(),
        };
    }

    /// <summary>What makes a call of this key the same one.</summary>
    public static string OnceOf(string key) => "call\n" + key;

    /// <summary>Stands for all that is asked.</summary>
    public string ToDigest() => Digest.Of(string.Concat(Parts().Select(part => part is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{part.Length} {part}"))));

    private IEnumerable<string?> Parts() => [
        Kind, Severity, Title?.En, Title?.Fr, Body?.En, Body?.Fr, Url, (Audience?.ToAudience() ?? Alerts.Audience.Everybody).ToText(),
        ExpiresAt?.ToUniversalTime().ToString("o", CultureInfo.InvariantCulture),
        .. (Labels ?? new Dictionary<string, string>()).OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}")];
}

/// <summary>A text in English, in French, or in both.</summary>
public sealed record TextDraft(string? En = null, string? Fr = null)
{
    internal static void Check(FieldErrors errors, string field, TextDraft? text, int most, bool lines)
    {
        if (text is null or { En: null, Fr: null })
        {
            errors.Add(field, "must be given, in en or fr or both.");
            return;
        }

        errors.Add(field + ".en", text.En is null ? null : TextRules.Reject(text.En, 1, most, out _, lines));
        errors.Add(field + ".fr", text.Fr is null ? null : TextRules.Reject(text.Fr, 1, most, out _, lines));
    }

    internal Localized ToLocalized() => new(Clean(En ?? Fr!), Clean(Fr ?? En!));

    private static string Clean(string text)
    {
        _ = TextRules.Reject(text, 0, int.MaxValue / 4, out var clean, lines: true);
        return clean;
    }
}

/// <summary>Which of a campaign's people are meant; what is left out leaves nobody out.</summary>
public sealed record AudienceDraft(string? Topic = null, string? Cell = null, string? Area = null)
{
    internal void Check(FieldErrors errors)
    {
        errors.Add("audience.topic", Topic is null ? null : NameRules.RejectSlug(Topic));
        errors.Add("audience.cell", Cell is null ? null : NameRules.RejectSlug(Cell));
        errors.Add("audience.area", Area is null ? null : NameRules.RejectSlug(Area));
    }

    internal Audience ToAudience() => new(Topic, Cell, Area);
}
