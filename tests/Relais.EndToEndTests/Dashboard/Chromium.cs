using Microsoft.Playwright;

namespace Relais.EndToEndTests.Dashboard;

/// <summary>One headless browser for all tests of the dashboard; each test opens its own window in it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Path = "/usr/bin/chromium";

    private IPlaywright? playwright;
    private IBrowser? browser;

    public async Task InitializeAsync()
    {
        if (!File.Exists(Path))
            return;
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Path,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
    }

    public async Task DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }

    /// <summary>Opens a window, or skips the test where there is no browser.</summary>
    public async Task<DashboardWindow> OpenAsync(string locale = "en-US", int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        Skip.If(browser is null, $"No browser: {Path} is not there (apt-get install chromium).");
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            Locale = locale,
            TimezoneId = "Europe/Paris",
            ColorScheme = scheme,
            ViewportSize = new ViewportSize { Width = width, Height = 800 },
        });
        return await DashboardWindow.OpenAsync(context);
    }
}
