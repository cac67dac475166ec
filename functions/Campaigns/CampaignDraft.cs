using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Relais.Http;

namespace Relais.Campaigns;

/// <summary>What an organiser wrote of a campaign; what is left out is not changed, or takes its default in a new one.</summary>
/// <param name="Cadence">`auto` (the default), `watch` or `idle`.</param>
/// <param name="DryRun">Says what would be and what it would cost, and changes nothing.</param>
public sealed record CampaignDraft(
    string? Name = null,
    IReadOnlyList<string>? Hashtags = null,
    IReadOnlyList<SourceDraft>? Sources = null,
    DateTimeOffset? From = null,
    DateTimeOffset? Until = null,
    ThresholdsDraft? Thresholds = null,
    string? Cadence = null,
    bool? DryRun = null)
{
    /// <summary>The milestones, all of them; null takes them away, and only what is left out changes nothing.</summary>
    public MilestonesDraft? Milestones
    {
        get;

        // Called only when the body names it: that is how null is told from nothing.
        set
        {
            field = value;
            NamesMilestones = true;
        }
    }

    [JsonIgnore]
    public bool NamesMilestones { get; private set; }

    /// <summary>The goals, all of them; null takes them away, and only what is left out changes nothing.</summary>
    public IReadOnlyList<GoalDraft>? Goals
    {
        get;

        set
        {
            field = value;
            NamesGoals = true;
        }
    }

    [JsonIgnore]
    public bool NamesGoals { get; private set; }

    /// <summary>The public page; null takes it away, and only what is left out changes nothing.</summary>
    public CampaignPageDraft? Page
    {
        get;

        set
        {
            field = value;
            NamesPage = true;
        }
    }

    [JsonIgnore]
    public bool NamesPage { get; private set; }

    private const int LongestNameChars = 120;
    private const int MostHashtags = 20;
    private const int MostSources = 20;

    // Every five minutes since then are judged one by one when a campaign is first counted, and no source reads back further.
    private const int MostDaysBack = 366;

    // In the order of CampaignCadence.
    private static readonly string[] Cadences = ["auto", "watch", "idle"];

    /// <summary>The campaign with what this draft says of it, or the field at fault and why.</summary>
    public FieldError? ApplyTo(Campaign campaign, CampaignRules rules, DateTimeOffset now, out Campaign changed)
    {
        changed = campaign;
        var fault = Name is null ? null : TextRules.Check("name", Name, 1, LongestNameChars);
        List<Hashtag>? hashtags = null;
        List<FollowedSource>? sources = null;
        fault ??= ReadHashtags(out hashtags) ?? ReadSources(rules, out sources) ?? Thresholds?.Check() ?? Milestones?.Check() ?? GoalDraft.Check(Goals) ?? Page?.Check() ?? CheckCadence() ?? CheckWindow(now);
        if (fault is not null)
        {
            return fault;
        }

        changed = campaign with
        {
            Name = Name?.Trim().Normalize() ?? campaign.Name,
            Hashtags = hashtags ?? campaign.Hashtags,
            Sources = sources ?? campaign.Sources,
            From = From?.ToUniversalTime() ?? campaign.From,
            Until = Until?.ToUniversalTime() ?? campaign.Until,
            Thresholds = Thresholds is null ? campaign.Thresholds : new Thresholds(Thresholds.Floor, Thresholds.Momentum),
            Page = NamesPage ? Page?.ToPage() : campaign.Page,
            Milestones = NamesMilestones ? Milestones?.ToMilestones() : campaign.Milestones,
            Goals = NamesGoals ? [.. (Goals ?? []).Select(goal => goal.ToGoal())] : campaign.Goals,
            Cadence = Cadence is null ? campaign.Cadence : (CampaignCadence)Array.IndexOf(Cadences, Cadence),

            // What is asked from now on may bring more than what was.
            IdleUntil = Hashtags is null && Sources is null && From is null ? campaign.IdleUntil : null,
        };
        if (campaign.Id.Length > 0 && campaign.StateAt(now) != CampaignState.Planned)
        {
            changed = changed with { History = AskedQuestion.Change(campaign, changed, rules.Kinds, now) };
        }

        return changed.Until <= changed.From ? new FieldError("until", "must be later than from.") : null;
    }

    private FieldError? CheckCadence() =>
        Cadence is null || Cadences.Contains(Cadence) ? null : new FieldError("cadence", $"must be one of: {string.Join(", ", Cadences)}.");

    private FieldError? CheckWindow(DateTimeOffset now) =>
        From < now.AddDays(-MostDaysBack) ? new FieldError("from", $"must not lie more than {MostDaysBack} days back.")
        : Until <= now ? new FieldError("until", "must lie ahead; a campaign is ended now by a POST to its end.")
        : null;

    private FieldError? ReadHashtags(out List<Hashtag>? hashtags)
    {
        hashtags = null;
        if (Hashtags is null)
        {
            return null;
        }

        if (Hashtags.Count is 0 or > MostHashtags)
        {
            return new FieldError("hashtags", $"must hold 1 to {MostHashtags} hashtags.");
        }

        hashtags = [];
        for (var i = 0; i < Hashtags.Count; i++)
        {
            if (!Hashtag.TryParse(Hashtags[i] ?? "", out var hashtag, out var reason))
            {
                return new FieldError($"hashtags[{i}]", reason!);
            }

            if (hashtags.FirstOrDefault(earlier => earlier.Folded == hashtag!.Folded) is { } same)
            {
                return new FieldError($"hashtags[{i}]", $"is the same hashtag as #{same.Shown}: case and accents do not tell hashtags apart.");
            }

            hashtags.Add(hashtag!);
        }

        return null;
    }

    private FieldError? ReadSources(CampaignRules rules, out List<FollowedSource>? sources)
    {
        sources = null;
        if (Sources is null)
        {
            return null;
        }

        if (Sources.Count > MostSources)
        {
            return new FieldError("sources", $"must hold at most {MostSources} sources.");
        }

        sources = [];
        for (var i = 0; i < Sources.Count; i++)
        {
            if ((Sources[i] ?? new SourceDraft()).Read($"sources[{i}]", rules, out var source) is { } fault)
            {
                return fault;
            }

            if (sources.Exists(source!.IsSameAs))
            {
                return new FieldError($"sources[{i}]", "stands in the list twice.");
            }

            sources.Add(source);
        }

        return null;
    }

    /// <summary>The id that a new campaign's name gives: `Boîte à outils` becomes `boite-a-outils`.</summary>
    public static string IdOf(string name)
    {
        var id = new StringBuilder();
        foreach (var letter in name.Normalize(NormalizationForm.FormKD).ToLowerInvariant())
        {
            if (letter is (>= 'a' and <= 'z') or (>= '0' and <= '9'))
            {
                id.Append(letter);
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark && id.Length > 0 && id[^1] != '-')
            {
                id.Append('-');
            }
        }

        var slug = id.ToString().Trim('-');
        return slug.Length == 0 ? "campaign" : slug[..Math.Min(slug.Length, 40)].TrimEnd('-');
    }
}

/// <summary>Thresholds as an organiser sets them; null for the detector's own.</summary>
public sealed record ThresholdsDraft(int? Floor = null, double? Momentum = null)
{
    internal FieldError? Check() =>
        Floor is < 1 or > 1_000_000 ? new FieldError("thresholds.floor", "must be 1 to 1000000 signals an hour.")
        : Momentum is < 1 or > 100 ? new FieldError("thresholds.momentum", "must be 1 to 100 standard units.")
        : null;
}
