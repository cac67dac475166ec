namespace Relais.Subscriptions;

/// <summary>How a person agreed to be told: what an organiser must be able to show as long as they are.</summary>
/// <param name="At">When.</param>
/// <param name="Way">`page` for whoever joined on the campaign's page, `import` for whoever was in a list.</param>
/// <param name="Text">Which words they agreed to, by their version (<see cref="ConsentWords"/>); null where those were not ours.</param>
/// <param name="Source">Where an organiser says that the consent comes from; null for who joined themselves.</param>
public sealed record Consent(DateTimeOffset At, string Way, string? Text, string? Source);
