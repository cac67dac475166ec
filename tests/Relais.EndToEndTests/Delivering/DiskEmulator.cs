namespace Relais.EndToEndTests.Delivering;

/// <summary>A storage emulator that keeps its data on disk: it can be stopped and started again, with the same data and at the same address.</summary>
internal sealed class DiskEmulator : IAsyncDisposable
{
    private readonly DirectoryInfo directory;
    private EmulatorProcess emulator;

    private DiskEmulator(DirectoryInfo directory, EmulatorProcess emulator) => (this.directory, this.emulator) = (directory, emulator);

    public string ConnectionString => emulator.ConnectionString;

    /// <summary>Starts it with no data; skips the test where there is no emulator.</summary>
    public static async Task<DiskEmulator> StartAsync()
    {
        var directory = Directory.CreateTempSubdirectory("relais-delivering-");
        var (emulator, whyNot) = await EmulatorProcess.StartAsync(["--location", directory.FullName]);
        Skip.If(emulator is null, whyNot);
        return new DiskEmulator(directory, emulator);
    }

    /// <summary>Stops it in the midst of whatever is under way, and starts it again.</summary>
    public async Task RestartAsync()
    {
        var earlier = emulator;
        await earlier.StopAsync();
        await earlier.DisposeAsync();
        var (next, whyNot) = await EmulatorProcess.StartAsync(["--location", directory.FullName], earlier);
        emulator = next ?? throw new InvalidOperationException(whyNot);
    }

    public async ValueTask DisposeAsync()
    {
        await emulator.DisposeAsync();
        directory.Delete(recursive: true);
    }
}
