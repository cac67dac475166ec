using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Relais.Hosting;
using Relais.Http;
using Relais.Operations.Backups;
using Relais.Operations.Checks;

namespace Relais.Operations;

/// <summary>What the room Operations brings: its doors for whoever runs the installation, and what they look at.</summary>
public static class OperationsModule
{
    public static IServiceCollection AddOperations(this IServiceCollection services) => services
        .AddSingleton<StorageProbe>()
        .AddSingleton<IStartCondition, ImportMark>()
        .AddSingleton<Doctor>()
        .AddCheck<SettingsCheck>(SettingsCheck.Declaration)
        .AddCheck<KeysCheck>(KeysCheck.Declaration)
        .AddCheck<StorageCheck>(StorageCheck.Declaration)
        .AddCheck<MailCheck>(MailCheck.Declaration)
        .AddCheck<TelegramCheck>(TelegramCheck.Declaration)
        .AddCheck<AccessCheck>(AccessCheck.Declaration)
        .AddCheck<QueuesCheck>(QueuesCheck.Declaration)
        .AddCheck<TimersCheck>(TimersCheck.Declaration)
        .AddCheck<SourcesCheck>(SourcesCheck.Declaration)
        .AddCheck<BudgetsCheck>(BudgetsCheck.Declaration)
        .AddCheck<DeliveriesCheck>(DeliveriesCheck.Declaration)
        .AddCheck<InletsCheck>(InletsCheck.Declaration)
        .AddJson(OperationsJson.Default);

    public static IEndpointRouteBuilder MapOperations(this IEndpointRouteBuilder routes)
    {
        routes.MapReportHealth();
        routes.MapManagePutAside();
        routes.MapAskDoctor();
        return routes;
    }

    /// <summary>The command `doctor`.</summary>
    /// <param name="rest">What stands behind it.</param>
    /// <param name="compose">Puts the app together as a start would, after what is to be prepared.</param>
    public static Task<int> DoctorAsync(string[] rest, Func<Action<WebApplicationBuilder>, WebApplication> compose)
    {
        DoctorCommand.UseUtf8();
        return DoctorCommand.RunAsync(rest, compose, Console.Out, Console.Error, CancellationToken.None);
    }

    private static IServiceCollection AddCheck<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TCheck>(this IServiceCollection services, DeclaredCheck declaration)
        where TCheck : class, ICheck => services
        .AddSingleton<TCheck>()
        .AddSingleton(declaration with { Open = provider => provider.GetRequiredService<TCheck>() });
}

[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(BillShown))]
[JsonSerializable(typeof(PutAsideList))]
[JsonSerializable(typeof(PutAsideOutcome))]
[JsonSerializable(typeof(DoctorReport))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class OperationsJson : JsonSerializerContext;
