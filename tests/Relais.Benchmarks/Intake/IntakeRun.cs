using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Relais.Benchmarks.App;
using Relais.Intake;

namespace Relais.Benchmarks.Intake;

/// <summary>The app as it takes what one site pushes: each turn at an inlet of its own, so that none pays for what another has left in storage.</summary>
internal sealed class IntakeRun : IAsyncDisposable
{
    private readonly StorageEmulator emulator;
    private readonly MeasuredApp app;
    private readonly Pushes pushes;
    private int inlets;

    private IntakeRun(StorageEmulator emulator, MeasuredApp app, Pushes pushes) => (this.emulator, this.app, this.pushes) = (emulator, app, pushes);

    public static async Task<IntakeRun> StartAsync(Pushes pushes)
    {
        var emulator = await StorageEmulator.StartAsync();
        var app = await MeasuredApp.StartAsync(emulator, onlyCounts: true);
        await app.AddCampaignAsync(MeasuredApp.Beginning);
        return new IntakeRun(emulator, app, pushes);
    }

    /// <summary>Pushes what is genuine, each a donation of its own.</summary>
    /// <exception cref="InvalidOperationException">Not each that was answered with 200 has been counted: then a figure would praise a fault.</exception>
    public async Task<Taking> KeepAsync(int connections, TimeSpan duration)
    {
        var (inlet, address) = await AddInletAsync();
        var taking = await MeasureAsync(() => Senders.PushAsync(address, connections, duration, () => pushes.Next(address), 200));
        var counted = (await app.Get<SubmissionStore>().CountAsync(inlet.Id, CancellationToken.None)).Counts.GetValueOrDefault(Sums.Deeds(SubmissionKind.Donation));
        return counted == taking.Pushed.Milliseconds.Count ? taking : throw new InvalidOperationException($"Of {taking.Pushed.Milliseconds.Count} donations {counted} were counted.");
    }

    /// <summary>Pushes what nobody of the site's has signed.</summary>
    public async Task<Taking> RefuseAsync(int connections, TimeSpan duration)
    {
        var (_, address) = await AddInletAsync();

        // 429 where so many come that they are not even looked at.
        return await MeasureAsync(() => Senders.PushAsync(address, connections, duration, () => pushes.Next(address, isForged: true), 401, 429));
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await emulator.DisposeAsync();
    }

    private async Task<(Inlet Inlet, Uri Address)> AddInletAsync()
    {
        var inlet = new Inlet(string.Create(CultureInfo.InvariantCulture, $"{++inlets:x32}"), MeasuredApp.CampaignId, "standard-webhooks", "Bench", MeasuredApp.Beginning)
        {
            Secrets = [new InletSecret(pushes.Secret.Reveal(), null)],
            Kind = SubmissionKind.Donation,
        };
        await app.Get<InletStore>().PutAsync(inlet, CancellationToken.None);
        return (inlet, new Uri($"{app.Get<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()}/in/{inlet.CampaignId}/{inlet.Id}"));
    }

    private async Task<Taking> MeasureAsync(Func<Task<Pushed>> push)
    {
        var (requests, processor) = (app.Storage.Count, emulator.ProcessorTime);
        var pushed = await push();
        return new Taking(pushed, app.Storage.Count - requests, emulator.ProcessorTime - processor);
    }
}

/// <summary>What one turn at the app came to.</summary>
/// <param name="Requests">To storage.</param>
/// <param name="Storage">Processor time of the emulator.</param>
internal sealed record Taking(Pushed Pushed, int Requests, TimeSpan Storage)
{
    public double RequestsEach => (double)Requests / Pushed.Milliseconds.Count;
}
