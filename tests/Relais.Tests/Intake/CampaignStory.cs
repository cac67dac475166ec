using Relais.Tests.Story;

namespace Relais.Tests.Intake;

/// <summary>An app with one campaign for each test, or the reason why there is none.</summary>
public abstract class CampaignStory(Azurite azurite) : IClassFixture<Azurite>, IAsyncLifetime
{
    private RelaisApp? app;

    private protected RelaisApp App
    {
        get
        {
            azurite.SkipUnlessRunning();
            return app!;
        }
    }

    private protected virtual IReadOnlyDictionary<string, string?>? Settings => null;

    public async Task InitializeAsync()
    {
        app = azurite.IsRunning ? await RelaisApp.StartAsync(azurite, settings: Settings) : null;
        if (app is not null)
        {
            await app.CampaignAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }
}
