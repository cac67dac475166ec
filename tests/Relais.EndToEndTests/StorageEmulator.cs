namespace Relais.EndToEndTests;

/// <summary>A storage emulator of a test class's own: empty at its start, in memory only.</summary>
public sealed class StorageEmulator : IAsyncLifetime
{
    private EmulatorProcess? emulator;
    private string? whyNot;

    /// <summary>What `AzureWebJobsStorage` is to say; skips the test that asks where there is no emulator.</summary>
    public string ConnectionString
    {
        get
        {
            Skip.If(whyNot is not null, whyNot);
            return emulator!.ConnectionString;
        }
    }

    public async Task InitializeAsync() => (emulator, whyNot) = await EmulatorProcess.StartAsync(["--inMemoryPersistence", "--extentMemoryLimit", "256"]);

    public async Task DisposeAsync()
    {
        if (emulator is not null)
        {
            await emulator.DisposeAsync();
        }
    }
}
