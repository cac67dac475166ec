using System.Text.Json.Serialization;
using Relais.Http;

namespace Relais.Campaigns;

/// <summary>A source as an organiser names it: its kind, and the host or the address that is asked.</summary>
/// <param name="Url">Of a feed, or a list: its address; all other kinds have a host.</param>
/// <param name="Announces">Of a feed: whether each new item is announced; not where nobody says.</param>
public sealed record SourceDraft(
    string? Kind = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Host = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Url = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Announces = null)
{
    /// <summary>As <see cref="Read"/> would take it again.</summary>
    internal static SourceDraft Of(FollowedSource source) => source.Url is null
        ? new SourceDraft(source.Kind, source.Host)
        : new SourceDraft(source.Kind, Url: source.Url, Announces: source.Announces);

    /// <summary>The source that this draft names, or the field at fault and why.</summary>
    internal FieldError? Read(string field, CampaignRules rules, out FollowedSource? source)
    {
        source = null;
        if (!rules.Kinds.TryGetValue(Kind ?? "", out var kind))
        {
            return new FieldError($"{field}.kind", $"must be one of: {string.Join(", ", rules.Kinds.Keys.Order(StringComparer.Ordinal))}.");
        }

        return kind.ByUrl ? ReadUrl(field, kind, rules, out source) : ReadHost(field, kind, rules, out source);
    }

    private FieldError? ReadHost(string field, SourceKind kind, CampaignRules rules, out FollowedSource? source)
    {
        source = null;
        if (Url is not null || Announces is not null)
        {
            return new FieldError($"{field}.{(Url is not null ? "url" : "announces")}", $"is not for sources of kind {kind.Name}, which have a host.");
        }

        if (rules.RejectHost(kind, (Host ?? "").Trim().ToLowerInvariant(), out var host) is { } reason)
        {
            return new FieldError($"{field}.host", reason);
        }

        source = new FollowedSource(kind.Name, host);
        return null;
    }

    private FieldError? ReadUrl(string field, SourceKind kind, CampaignRules rules, out FollowedSource? source)
    {
        source = null;
        if (Host is not null)
        {
            return new FieldError($"{field}.host", $"is not for sources of kind {kind.Name}, which have a url.");
        }

        if (Announces == true && !kind.BringsSignals)
        {
            return new FieldError($"{field}.announces", $"is not for sources of kind {kind.Name}: what stands there is counted and said to nobody.");
        }

        if (rules.RejectUrl(kind, (Url ?? "").Trim(), out var plain) is { } reason)
        {
            return new FieldError($"{field}.url", Url is null ? "must be given." : reason);
        }

        source = new FollowedSource(kind.Name, HostAddress.Plain(plain!), plain!.AbsoluteUri, Announces ?? false);
        return null;
    }
}
