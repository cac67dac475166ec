using System.Text.Json.Serialization;
using Relais.Hosting;
using Relais.Http;

namespace Relais.Subscriptions;

/// <summary>What the room Subscriptions brings: its table, its store, its door.</summary>
public static class SubscriptionsModule
{
    public static IServiceCollection AddSubscriptions(this IServiceCollection services) => services
        .AddTable(SubscriptionStore.TableName)
        .AddSingleton<SubscriptionStore>()
        .AddJson(SubscriptionsJson.Default);

    public static IEndpointRouteBuilder MapSubscriptions(this IEndpointRouteBuilder routes)
    {
        routes.MapManageSubscriptions();
        return routes;
    }
}

[JsonSerializable(typeof(SubscriptionDraft))]
[JsonSerializable(typeof(SubscriptionShown))]
[JsonSerializable(typeof(SubscriptionList))]
[JsonSerializable(typeof(SubscriptionTested))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
internal sealed partial class SubscriptionsJson : JsonSerializerContext;
