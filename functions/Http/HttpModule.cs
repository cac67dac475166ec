using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Relais.Http;

/// <summary>The room's one entrance: manners toward strangers, those who call us and those whom we call.</summary>
public static class HttpModule
{
    /// <summary>The name under which tests register a handler that stands in for every stranger; without one, calls go to the network.</summary>
    public const string OutboundHandlerKey = "outbound";

    /// <summary>Registers problem answers, strict JSON, the body limit and the guarded client.</summary>
    /// <exception cref="InvalidOperationException">A setting under <c>Http:</c> is wrong or not allowed here; the message says which.</exception>
    public static IServiceCollection AddHttp(this IServiceCollection services, IConfiguration configuration)
    {
        if (OutboundSettings.Refuse(configuration) is { } reason)
        {
            throw new InvalidOperationException(reason);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(OutboundSettings.Read(configuration));
        services.TryAddSingleton<ResolveAddresses>(OutboundConnection.ResolveWithDns);
        services.TryAddSingleton(_ => TrustedRoots.OfThisMachine());
        services.TryAddSingleton(provider => provider.GetKeyedService<HttpMessageHandler>(OutboundHandlerKey) is { } standIn
            ? new OutboundHttp(standIn, provider.GetRequiredService<OutboundSettings>(), provider.GetRequiredService<TimeProvider>())
            : new OutboundHttp(
                OutboundConnection.CreateHosts(
                    provider.GetRequiredService<OutboundSettings>(), provider.GetRequiredService<TrustedRoots>(), provider.GetRequiredService<ResolveAddresses>()),
                provider.GetRequiredService<OutboundSettings>(),
                provider.GetRequiredService<TimeProvider>()));

        services.TryAddSingleton<ProblemMiddleware>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.Configure<KestrelServerOptions>(options => options.Limits.MaxRequestBodySize = RequestJson.MaxBodyBytes);
        services.ConfigureHttpJsonOptions(options => RequestJson.MakeStrict(options.SerializerOptions));
        return services.AddJson(ProblemJson.Default);
    }

    /// <summary>Lets the minimal API read and write the types that a room's source-generated context knows.</summary>
    public static IServiceCollection AddJson(this IServiceCollection services, JsonSerializerContext context) =>
        services.ConfigureHttpJsonOptions(options => RequestJson.Add(options.SerializerOptions, context));

    /// <summary>Turns every refused or failed request into a problem answer; call it after routing, which says what is called, and before anything else.</summary>
    public static WebApplication UseProblems(this WebApplication app)
    {
        app.UseMiddleware<ProblemMiddleware>();
        return app;
    }
}
