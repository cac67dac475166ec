using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Relais.Hosting;

namespace Relais.Tests.Hosting;

/// <summary>The functions of Relais itself, as they are written for the Functions host.</summary>
public sealed class OwnFunctionsTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("functions");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public async Task The_host_can_run_every_function_and_nobody_outside_can_reach_a_trigger()
    {
        await using var app = Compose();
        await FunctionManifest.WriteAsync(app.Services, directory.FullName);
        Assert.Empty(WrittenFunctions.Faults(directory.FullName, app));
        var catalog = app.Services.GetRequiredService<FunctionCatalog>();
        Assert.Equal(
            catalog.Triggered.Concat(catalog.Http).Select(function => function.Name).Order(StringComparer.Ordinal),
            directory.GetDirectories().Select(folder => folder.Name).Order(StringComparer.Ordinal));
        Assert.NotEmpty(catalog.Timers);
        Assert.NotEmpty(catalog.Http);
    }

    [Fact]
    public async Task Every_queue_is_filled_by_somebody()
    {
        await using var app = Compose();
        var queues = app.Services.GetRequiredService<FunctionCatalog>().Queues;
        Assert.NotEmpty(queues);
        var fillers = typeof(FunctionCatalog).Assembly.GetTypes()
            .SelectMany(type => type.GetConstructors().SelectMany(constructor => constructor.GetParameters()))
            .Select(parameter => parameter.ParameterType).ToHashSet();
        Assert.Empty(queues.Where(queue => !fillers.Contains(typeof(MessageQueue<>).MakeGenericType(queue.Json().Type))).Select(queue => queue.Name));
    }

    private static WebApplication Compose() => WholeApp.Compose(
        ["--AzureWebJobsStorage", "UseDevelopmentStorage=true", "--FUNCTIONS_CUSTOMHANDLER_PORT", "7099"], _ => { });
}
