using System.Text.Json.Serialization;
using Relais.Hosting;
using Relais.Http;

namespace Relais.Campaigns;

/// <summary>What the room Campaigns brings: its table, its store, its doors.</summary>
public static class CampaignsModule
{
    public static IServiceCollection AddCampaigns(this IServiceCollection services) => services
        .AddTable(CampaignStore.TableName)
        .AddSingleton<CampaignStore>()
        .AddSingleton<CampaignRules>()
        .AddJson(CampaignsJson.Default);

    public static IEndpointRouteBuilder MapCampaigns(this IEndpointRouteBuilder routes)
    {
        routes.MapManageCampaigns();
        routes.MapCheckHashtag();
        return routes;
    }
}

[JsonSerializable(typeof(CampaignDraft))]
[JsonSerializable(typeof(CampaignShown))]
[JsonSerializable(typeof(CampaignDryRun))]
[JsonSerializable(typeof(CampaignList))]
[JsonSerializable(typeof(HashtagCheck))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
internal sealed partial class CampaignsJson : JsonSerializerContext;
