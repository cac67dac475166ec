using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relais.Access;
using Relais.Alerts;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Hosting.Local;
using Relais.Http;
using Relais.Intake;
using Relais.Momentum;
using Relais.Notifications;
using Relais.Polling;
using Relais.Rehearsal;
using Relais.Secrets;
using Relais.Snapshots;
using Relais.Subscriptions;

namespace Relais.EndToEndTests;

/// <summary>The same rooms inside the test process, under a stepped clock: to prepare and to count an account, and to compare with.</summary>
internal sealed class SteppedApp : IAsyncDisposable
{
    private readonly WebApplication app;

    private SteppedApp(WebApplication app) => this.app = app;

    public IServiceProvider Services => app.Services;

    public static async Task<SteppedApp> StartAsync(string storage, string prefix = "")
    {
        var builder = HostingModule.CreateBuilder([]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = storage,
            ["Relais:Prefix"] = prefix,
            ["Relais:Stepped"] = "true",
            [KeyRing.Setting] = AppProcess.Keys,
            ["Polling:EveryMinutes"] = "1",
            ["Http:AllowLoopback"] = "true",
            ["urls"] = "http://127.0.0.1:0",
        });
        builder.Logging.ClearProviders();
        builder.Services
            .AddHosting(builder.Configuration)
            .AddHttp(builder.Configuration)
            .AddSecrets()
            .AddPolling(builder.Configuration)
            .AddIntake()
            .AddMomentum()
            .AddAlerts()
            .AddSubscriptions()
            .AddNotifications(builder.Configuration)
            .AddCampaigns()
            .AddSnapshots(builder.Configuration)
            .AddAccess();
        var stepped = new SteppedApp(builder.Build());
        await stepped.app.StartAsync();
        return stepped;
    }

    public Task StepAsync(DateTimeOffset now) => Services.GetRequiredService<SteppedRuntime>().StepAsync(now, CancellationToken.None);

    public Task<Totals> CountAsync(string campaign) => Totals.CountAsync(Services, campaign, CancellationToken.None);

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
