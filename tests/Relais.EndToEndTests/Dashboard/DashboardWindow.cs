using Microsoft.Playwright;

namespace Relais.EndToEndTests.Dashboard;

/// <summary>A browser window that writes down what it asks for and what goes wrong in it.</summary>
public sealed class DashboardWindow : IAsyncDisposable
{
    private readonly IBrowserContext context;

    private DashboardWindow(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.Request += (_, request) => Requests.Add(request.Url);
        page.PageError += (_, error) => Troubles.Add(error);
        page.Dialog += async (_, dialog) =>
        {
            Troubles.Add($"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                Troubles.Add(message.Text);
        };
    }

    public IPage Page { get; }

    /// <summary>Every address asked for, in order.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Console errors and warnings, uncaught exceptions, dialogs; a broken content policy is a console error.</summary>
    public List<string> Troubles { get; } = [];

    internal static async Task<DashboardWindow> OpenAsync(IBrowserContext context) => new(context, await context.NewPageAsync());

    /// <summary>Opens a place of the dashboard with a key that is accepted, and waits until it is drawn.</summary>
    public async Task ShowAsync(DashboardApp app, string place = "#/", string search = "")
    {
        await Page.GotoAsync($"{app.Address}/dashboard{search}#key={DashboardApp.Key}");
        await UpdatedAsync();
        if (place == "#/")
            return;
        await Page.EvaluateAsync("place => { location.hash = place; }", place);
        await Page.Locator(".plot canvas").WaitForAsync();
    }

    /// <summary>Waits until the page says when it was updated.</summary>
    public Task UpdatedAsync() => Page.Locator("#freshness", new PageLocatorOptions { HasTextRegex = new(@"\d\d") }).WaitForAsync();

    public Task<string> TextAsync(string selector) => Page.Locator(selector).InnerTextAsync();

    /// <summary>How many pixels of the curve's canvas have the colour that the page names so.</summary>
    public Task<int> PixelsAsync(string colour) => Page.EvaluateAsync<int>(
        """
        name => {
          const canvas = document.querySelector(".plot canvas");
          const wanted = getComputedStyle(document.documentElement).getPropertyValue(name).trim().match(/[0-9a-f]{2}/gi).map(pair => parseInt(pair, 16));
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          let found = 0;
          for (let at = 0; at < data.length; at += 4)
            if (data[at + 3] > 200 && wanted.every((value, channel) => Math.abs(data[at + channel] - value) < 6)) found++;
          return found;
        }
        """, colour);

    public Task<int> OverflowAsync() =>
        Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
