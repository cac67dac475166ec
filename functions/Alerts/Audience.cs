using System.Text.Json.Serialization;
using Relais.Subscriptions;

namespace Relais.Alerts;

/// <summary>Which of a campaign's people are meant: all, or those of a topic, a cell, an area, or a single one.</summary>
/// <param name="Topic">Those who chose this topic, and those who chose none, which is all of them.</param>
/// <param name="Cell">Those of this cell.</param>
/// <param name="Area">Those of this area and of areas within it: `fr` holds `fr-13`.</param>
/// <param name="Only">One subscription, by its id.</param>
public sealed record Audience(string? Topic = null, string? Cell = null, string? Area = null, string? Only = null)
{
    public static readonly Audience Everybody = new();

    [JsonIgnore]
    public bool IsEverybody => this == Everybody;

    /// <summary>Who of a campaign's subscriptions are to hear of an alert of this kind that matters so much, or that it is over.</summary>
    public AudienceWish ToWish(string kind, bool resolved, string severity) => new(kind, resolved, severity, Topic, Cell, Area, Only);

    public string ToText() => $"{Topic}\n{Cell}\n{Area}\n{Only}";
}
