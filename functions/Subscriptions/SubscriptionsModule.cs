using System.Text.Json.Serialization;
using Relais.Hosting;
using Relais.Http;
using Relais.Subscriptions.Chats;

namespace Relais.Subscriptions;

/// <summary>What the room Subscriptions brings: its tables, its stores, its doors, and the way in and out for people.</summary>
public static class SubscriptionsModule
{
    public static IServiceCollection AddSubscriptions(this IServiceCollection services) => services
        .AddTable(SubscriptionStore.TableName)
        .AddTable(People.TableName)
        .AddTable(JoinStore.TableName)
        .AddTable(InvitationStore.TableName)
        .AddSingleton<SubscriptionStore>()
        .AddSingleton<People>()
        .AddSingleton<JoinStore>()
        .AddSingleton<InvitationStore>()
        .AddSingleton<Admission>()
        .AddSingleton<Membership>()
        .AddSingleton<Departures>()
        .AddSingleton<ChatWishStore>()
        .AddSingleton<ChatJoins>()
        .AddSingleton<JoinByBot>()
        .AddSingleton<SecondAddresses>()
        .AddSingleton<SecondQuestions>()
        .AddSingleton<SecondPages>()
        .AddSingleton<MemberPage>()
        .AddSingleton<MemberDoor>()
        .AddSingleton<TestSender>()
        .AddSingleton<JoinForm>()
        .AddSingleton<Callers>()
        .AddQueueFunction<WriteToMember, MemberLetter>(static () => SubscriptionsJson.Default.MemberLetter)
        .AddQueueFunction<EraseMember, MemberGone>(static () => SubscriptionsJson.Default.MemberGone)
        .AddTimerFunction<TendJoins>()
        .AddTimerFunction<TurnKeys>()
        .AddJson(SubscriptionsJson.Default);

    public static IEndpointRouteBuilder MapSubscriptions(this IEndpointRouteBuilder routes)
    {
        routes.MapManageSubscriptions();
        routes.MapManageInvitations();
        routes.MapJoinCampaign();
        routes.MapConfirmJoin();
        routes.MapManageMembership();
        routes.MapStopSubscription();
        routes.MapSeeAlert();
        routes.MapOwnData();
        routes.MapPublicAssets();
        routes.MapConnectTelegram();
        routes.MapTelegramUpdates();
        return routes;
    }
}

[JsonSerializable(typeof(SubscriptionDraft))]
[JsonSerializable(typeof(SubscriptionShown))]
[JsonSerializable(typeof(SubscriptionList))]
[JsonSerializable(typeof(SubscriptionTested))]
[JsonSerializable(typeof(InvitationDraft))]
[JsonSerializable(typeof(InvitationShown))]
[JsonSerializable(typeof(InvitationList))]
[JsonSerializable(typeof(OwnDataShown))]
[JsonSerializable(typeof(TelegramShown))]
[JsonSerializable(typeof(ImportResult))]
[JsonSerializable(typeof(Reach))]
[JsonSerializable(typeof(MemberLetter))]
[JsonSerializable(typeof(MemberGone))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
internal sealed partial class SubscriptionsJson : JsonSerializerContext;
