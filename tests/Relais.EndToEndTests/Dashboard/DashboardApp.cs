using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relais.Snapshots;

namespace Relais.EndToEndTests.Dashboard;

/// <summary>The page on a real server, beside an API that answers what the test chose.</summary>
public sealed class DashboardApp : IAsyncDisposable
{
    public const string Key = "rk_opens-the-door";

    private readonly WebApplication app;

    private DashboardApp(WebApplication app) => this.app = app;

    /// <summary>The campaigns that the API knows.</summary>
    public IReadOnlyList<Campaign> Campaigns { get; set; } = [Campaign.Surging, Campaign.Steady];

    /// <summary>The status that the API answers with; 200 unless the test chose a failure.</summary>
    public int Status { get; set; } = StatusCodes.Status200OK;

    /// <summary>How the sources of every campaign fare.</summary>
    public IReadOnlyList<object> Sources { get; set; } = [SourceAnswers.Answering, SourceAnswers.Stopped, SourceAnswers.Costing];

    /// <summary>The hashtags beside every campaign's own, and of which sources they are known; null where nobody can tell.</summary>
    public (IReadOnlyList<object> Hashtags, IReadOnlyList<object> Sources)? Topics { get; set; } = SourceAnswers.Topics;

    /// <summary>What paid networks have cost; null where nobody can tell.</summary>
    public IReadOnlyList<object>? Budgets { get; set; } = [SourceAnswers.Budget];

    /// <summary>How often the API was asked, whatever it answered.</summary>
    public int Asked { get; private set; }

    public string Address => app.Urls.Single();

    public static async Task<DashboardApp> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddProblemDetails();
        var app = builder.Build();
        var dashboard = new DashboardApp(app);
        app.MapGroup("dashboard").MapDashboardPage();
        app.MapGet("api/dashboard", (HttpContext context) => dashboard.Answer(context, () => DashboardAnswers.List(dashboard.Campaigns)));
        app.MapGet("api/dashboard/{campaign}", (HttpContext context, string campaign, int hours) =>
            dashboard.Answer(context, () => dashboard.Campaigns.FirstOrDefault(known => known.Id == campaign) is { } found
                ? DashboardAnswers.One(found, hours)
                : null));
        app.MapGet("api/campaigns/{campaign}/sources", (HttpContext context) => dashboard.Answer(context, () => SourceAnswers.Say(new { dashboard.Sources })));
        app.MapGet("api/campaigns/{campaign}/topics", (HttpContext context, string sort, int limit) => dashboard.Answer(context, () =>
            dashboard.Topics is { } topics && (sort, limit) == ("rising", 10) ? SourceAnswers.Say(new { topics.Hashtags, Accounts = Array.Empty<object>(), topics.Sources }) : null));
        app.MapGet("api/budgets", (HttpContext context) => dashboard.Answer(context, () => dashboard.Budgets is { } budgets ? SourceAnswers.Say(new { budgets }) : null));
        await app.StartAsync();
        return dashboard;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private IResult Answer(HttpContext context, Func<string?> json)
    {
        Asked++;
        if (context.Request.Headers.Authorization != $"Bearer {Key}")
            return Results.Problem("The key is not known.", statusCode: StatusCodes.Status401Unauthorized);
        if (Status != StatusCodes.Status200OK)
            return Results.Problem("As the test asked.", statusCode: Status);
        return json() is { } text ? Results.Text(text, "application/json") : Results.Problem(statusCode: StatusCodes.Status404NotFound);
    }
}
