namespace Relais.Tests.Story;

/// <summary>One app for all tests of a class that only need its stores and doors, each with a campaign of its own.</summary>
public sealed class RelaisFixture : IAsyncLifetime
{
    public Azurite Azurite { get; } = new();

    private RelaisApp? app;

    /// <summary>The app; skips the test that asks when there is no emulator.</summary>
    internal RelaisApp App
    {
        get
        {
            Azurite.SkipUnlessRunning();
            return app!;
        }
    }

    public async Task InitializeAsync()
    {
        await Azurite.InitializeAsync();
        if (Azurite.IsRunning)
        {
            app = await RelaisApp.StartAsync(Azurite);
        }
    }

    public async Task DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        await Azurite.DisposeAsync();
    }
}
