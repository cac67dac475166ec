using System.Text.Json.Serialization;
using Relais.Hosting;
using Relais.Http;
using Relais.Intake.Providers;
using Relais.Subscriptions;

namespace Relais.Intake;

/// <summary>What the room Intake brings: its tables, its doors and its providers.</summary>
public static class IntakeModule
{
    public static IServiceCollection AddIntake(this IServiceCollection services) => services
        .AddTable(InletStore.TableName)
        .AddTable(SubmissionStore.TableName)
        .AddSingleton<InletStore>()
        .AddSingleton<SubmissionStore>()
        .AddSingleton<CampaignSums>()
        .AddSingleton<Strikes>()
        .AddSingleton<RefusalLog>()
        .AddSingleton<FollowUps>()
        .AddSingleton<DeedDues>()
        .AddSingleton<GoalWatch>()
        .AddSingleton<SignUps>()
        .AddSingleton<SiteAnnouncements>()
        .AddSingleton<PrivateWords>()
        .AddSingleton<IMemberTraces>(services => services.GetRequiredService<PrivateWords>())
        .AddSingleton<InletDoor>()
        .AddSingleton<InletCallers>()
        .AddSingleton<IProvider, ActionNetworkProvider>()
        .AddSingleton<IProvider, AirtableProvider>()
        .AddSingleton<IProvider, CsvProvider>()
        .AddSingleton<IProvider, DonorboxProvider>()
        .AddSingleton<IProvider, EventbriteProvider>()
        .AddSingleton<IProvider, FormProvider>()
        .AddSingleton<IProvider, GitHubProvider>()
        .AddSingleton<IProvider, GoogleFormsProvider>()
        .AddSingleton<IProvider, HelloAssoProvider>()
        .AddSingleton<IProvider, JotformProvider>()
        .AddSingleton<IProvider, JsonProvider>()
        .AddSingleton<IProvider, MailchimpProvider>()
        .AddSingleton<IProvider, StandardWebhooksProvider>()
        .AddSingleton<IProvider, StripeProvider>()
        .AddSingleton<IProvider, TallyProvider>()
        .AddSingleton<IProvider, TypeformProvider>()
        .AddSingleton<IProvider, WooCommerceProvider>()
        .AddSingleton<IProvider, WordPressProvider>()
        .AddQueueFunction<FollowUpSubmissions, FollowUpDue>(static () => IntakeJson.Default.FollowUpDue)
        .AddTimerFunction<ResumeFollowUps>()
        .AddTimerFunction<TendInlets>()
        .AddJson(IntakeJson.Default);

    public static IEndpointRouteBuilder MapIntake(this IEndpointRouteBuilder routes)
    {
        routes.MapReceiveWebhook();
        routes.MapShowThanks();
        routes.MapManageInlets();
        return routes;
    }
}

[JsonSerializable(typeof(InletDraft))]
[JsonSerializable(typeof(SecretDraft))]
[JsonSerializable(typeof(InletShown))]
[JsonSerializable(typeof(InletList))]
[JsonSerializable(typeof(SubmissionList))]
[JsonSerializable(typeof(ErasureDraft))]
[JsonSerializable(typeof(FollowUpDue))]
[JsonSerializable(typeof(TrialDraft))]
[JsonSerializable(typeof(TrialShown))]
[JsonSerializable(typeof(CsvTaken))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
internal sealed partial class IntakeJson : JsonSerializerContext;
