namespace Relais.Alerts;

/// <summary>Asks that one version of an alert be fanned out. Saying it twice asks for nothing more.</summary>
public sealed record FanOutDue(string CampaignId, string AlertId, int Version);

/// <summary>Asks that a group be looked at. Saying it twice asks for nothing more.</summary>
public sealed record GroupDue(string CampaignId, string Key);
