using Relais.Notifications;
using Relais.Storage.Tables;

namespace Relais.Subscriptions;

/// <summary>Who is to hear of something: those of a campaign who want its kind and, where named, are of its topic, cell or area.</summary>
/// <param name="Resolved">It is over: only those who want to hear that.</param>
/// <param name="Severity">How much it matters: only those who want to hear of that much, or of less.</param>
/// <param name="Only">One subscription, whatever else it wants.</param>
public sealed record AudienceWish(string Kind, bool Resolved, string Severity, string? Topic = null, string? Cell = null, string? Area = null, string? Only = null)
{
    /// <summary>Why a subscription is not meant, as a reason that explains it; null when it is.</summary>
    public string? Refuse(Subscription subscription) =>
        Only is not null ? subscription.Id == Only ? null : "another one is meant"
        : !subscription.Kinds.Contains(Kind) ? "kind not wanted"
        : Resolved && !subscription.Resolved ? "end not wanted"
        : Severities.Rank(subscription.Floor) > Severities.Rank(Severity) ? "matters too little"
        : Topic is not null && subscription.Topics.Count > 0 && !subscription.Topics.Contains(Topic) ? "topic not wanted"
        : Cell is not null && subscription.Cell != Cell ? "other cell"
        : Area is not null && subscription.Area != Area && subscription.Area?.StartsWith(Area + "-", StringComparison.Ordinal) != true ? "other area"
        : null;

    /// <summary>The same as a filter that storage applies: behind this row, in this campaign.</summary>
    internal string ToFilter(string campaignId, string after)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {campaignId} and RowKey gt {after}");
        if (Only is not null)
        {
            return filter + TableClient.CreateQueryFilter($" and RowKey eq {Only}");
        }

        // A dot is what follows a dash: everything that begins with the area and a dash lies before it.
        return filter
            + $" and {Wants(Kind)} eq true"
            + (Resolved ? " and Resolved eq true" : "")
            + TableClient.CreateQueryFilter($" and Floor le {Severities.Rank(Severity)}")
            + (Topic is null ? "" : $" and (AllTopics eq true or {Topical(Topic)} eq true)")
            + (Cell is null ? "" : TableClient.CreateQueryFilter($" and Cell eq {Cell}"))
            + (Area is null ? "" : TableClient.CreateQueryFilter($" and (Area eq {Area} or (Area ge {Area + "-"} and Area lt {Area + "."}))"));
    }

    internal static string Wants(string kind) => "Wants_" + kind;

    // A column's name holds no dash, and a topic no underscore.
    internal static string Topical(string topic) => "Topic_" + topic.Replace('-', '_');

    internal static string TopicOf(string name) => name.Replace('_', '-');
}
