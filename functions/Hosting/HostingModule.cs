using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Relais.Hosting.Local;
using Relais.Hosting.Telemetry;
using Relais.Storage;

namespace Relais.Hosting;

/// <summary>Declares what an app is made of (tables, functions, HTTP groups) and lets the Functions host, or the process itself, drive it.</summary>
public static class HostingModule
{
    // What must be left of a function's class when the published app is trimmed.
    private const DynamicallyAccessedMemberTypes OfFunctions = DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicMethods;

    /// <summary>A slim builder that listens where it must: on the Functions host's port on 127.0.0.1, or alone on http://localhost:7071.</summary>
    /// <exception cref="InvalidOperationException">A setting that says how to listen cannot be read.</exception>
    public static WebApplicationBuilder CreateBuilder(string[] args) => HostBuilding.Create(args);

    /// <summary>Adds the storage account of <c>AzureWebJobsStorage</c> (names prefixed by <c>Relais:Prefix</c>), the clock, and what drives functions.</summary>
    /// <exception cref="InvalidOperationException">A setting that says who drives this process, or where telemetry goes, cannot be read.</exception>
    public static IServiceCollection AddHosting(this IServiceCollection services, IConfiguration configuration)
    {
        var mode = new HostingMode(configuration);
        services.TryAddSingleton(provider =>
            StorageAccount.FromConfiguration(provider.GetRequiredService<IConfiguration>(), prefix: provider.GetRequiredService<IConfiguration>()["Relais:Prefix"] ?? ""));
        services.AddSingleton(provider => new HostingMode(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<SteppedClock>();
        services.TryAddSingleton(provider => provider.GetRequiredService<HostingMode>().IsStepped ? provider.GetRequiredService<SteppedClock>() : TimeProvider.System);
        services.AddSingleton(provider => new FunctionSettings(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<FunctionCatalog>();
        services.AddSingleton<FunctionInvoker>();
        services.AddSingleton<FunctionQueues>();
        services.AddSingleton<StorageSetup>();
        services.AddSingleton<MessageHandling>();
        services.AddSingleton<TimerTable>();
        services.AddSingleton(provider => new SteppedRuntime(
            provider.GetRequiredService<SteppedClock>(),
            provider.GetRequiredService<StorageSetup>(),
            provider.GetRequiredService<FunctionCatalog>(),
            provider.GetRequiredService<FunctionSettings>(),
            provider.GetRequiredService<FunctionQueues>(),
            provider.GetRequiredService<FunctionInvoker>(),
            provider.GetRequiredService<MessageHandling>()));
        // In this order at start, and the other way round at the end: the emulator outlives everything that needs it, and what is told of the end comes last.
        services.AddHostedService<RefusedStart>();
        services.AddTelemetry(configuration);
        services.AddSingleton<IStartupFilter, SignOfLife>();
        if (mode.IsHandler) return services;
        services.AddHostedService<AzuriteProcess>();
        services.AddHostedService<StorageStart>();
        services.AddHostedService<LocalRuntime>();
        return services;
    }

    /// <summary>Declares a table: it is created at start, and its client is injected with <c>[FromKeyedServices(name)]</c>.</summary>
    public static IServiceCollection AddTable(this IServiceCollection services, string name)
    {
        services.AddSingleton(new DeclaredTable(name));
        services.TryAddKeyedSingleton(name, (provider, _) => provider.GetRequiredService<StorageAccount>().Table(name));
        return services;
    }

    /// <summary>Adds the one method of <typeparamref name="TFunction"/> marked [Function] whose first parameter is a [TimerTrigger] TimerInfo.</summary>
    /// <exception cref="ArgumentException">The class does not have exactly one such method.</exception>
    public static IServiceCollection AddTimerFunction<[DynamicallyAccessedMembers(OfFunctions)] TFunction>(this IServiceCollection services)
        where TFunction : class
    {
        var method = new FunctionMethod<TFunction, TimerInfo, TimerTriggerAttribute>();
        services.TryAddScoped<TFunction>();
        services.AddSingleton(new TimerFunction(
            method.Name, method.Parameter, method.Trigger, (provider, timer, stop) => method.Call(provider.GetRequiredService<TFunction>(), timer, stop)));
        return services;
    }

    /// <summary>
    /// Adds the one method of <typeparamref name="TFunction"/> marked [Function] whose first parameter is a [QueueTrigger] <typeparamref name="TMessage"/>,
    /// and the <see cref="MessageQueue{TMessage}"/> that feeds it. How its JSON is read is not asked before the first message: a start does without.
    /// </summary>
    /// <exception cref="ArgumentException">The class does not have exactly one such method, or another function already drains these messages.</exception>
    public static IServiceCollection AddQueueFunction<[DynamicallyAccessedMembers(OfFunctions)] TFunction, TMessage>(
        this IServiceCollection services, Func<JsonTypeInfo<TMessage>> json)
        where TFunction : class
    {
        var method = new FunctionMethod<TFunction, TMessage, QueueTriggerAttribute>();
        if (method.Trigger.Connection is not (null or "AzureWebJobsStorage"))
            throw new ArgumentException($"{typeof(TFunction).Name}: queues are read over AzureWebJobsStorage, not over '{method.Trigger.Connection}'.");
        if (services.Any(service => service.ServiceType == typeof(MessageQueue<TMessage>)))
            throw new ArgumentException($"{typeof(TFunction).Name}: another function already drains {typeof(TMessage).Name}.");
        var function = new QueueFunction(
            method.Name, method.Parameter, method.Trigger.QueueName, json, (provider, body, stop) => method.Call(provider.GetRequiredService<TFunction>(), Read(body, json()), stop));
        services.TryAddScoped<TFunction>();
        services.AddSingleton(function);
        services.AddSingleton(provider => new MessageQueue<TMessage>(
            provider.GetRequiredService<FunctionQueues>().Of(function), json(), provider.GetRequiredService<HostingMode>()));
        return services;
    }

    /// <summary>A group of endpoints below <paramref name="route"/>, written into function.json under <paramref name="name"/>.</summary>
    /// <exception cref="InvalidOperationException">The name or the route is taken, or is not one that the Functions host would serve.</exception>
    public static RouteGroupBuilder MapFunction(this IEndpointRouteBuilder routes, string name, string route)
    {
        var function = new HttpFunction(name, route.Trim('/'));
        var services = routes.ServiceProvider;
        services.GetRequiredService<FunctionCatalog>().AddHttp(function);
        var group = routes.MapGroup("/" + function.Route);
        if (!services.GetRequiredService<HostingMode>().IsHandler && services.GetRequiredService<FunctionSettings>().IsDisabled(name)) Close(group);
        return group;
    }

    /// <summary>
    /// Believes a proxy on this machine, as the Functions host is one, from where a call comes and by which host and scheme, answers <c>GET /</c>, lets requests wait until the declared tables and
    /// queues are there, and, under the Functions host, maps <c>POST /{FunctionName}</c> for timers and queues.
    /// </summary>
    public static WebApplication UseHosting(this WebApplication app)
    {
        app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedProto });
        app.UseMiddleware<StorageGate>();
        TriggerDoor.Map(app);
        return app;
    }

    /// <summary>Has a span told of each call from outside, where anybody wants spans; call it after routing, which says what is called, and before all that may answer.</summary>
    public static WebApplication UseSpans(this WebApplication app)
    {
        app.UseMiddleware<RequestSpans>();
        return app;
    }

    /// <summary>A disabled group answers 404 everywhere, as it does under the Functions host.</summary>
    private static void Close(RouteGroupBuilder group) =>
        ((IEndpointConventionBuilder)group).Finally(endpoint => endpoint.RequestDelegate = static context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });

    private static TMessage Read<TMessage>(ReadOnlyMemory<byte> body, JsonTypeInfo<TMessage> json) =>
        JsonSerializer.Deserialize(body.Span, json) ?? throw new JsonException("The message is null.");
}
