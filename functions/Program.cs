using Relais;
using Relais.Access;
using Relais.Alerts;
using Relais.Campaigns;
using Relais.Hosting;
using Relais.Http;
using Relais.Intake;
using Relais.Momentum;
using Relais.Notifications;
using Relais.Operations;
using Relais.Operations.Backups;
using Relais.Polling;
using Relais.Rehearsal;
using Relais.Secrets;
using Relais.Snapshots;
using Relais.Subscriptions;

return args switch
{
    ["demo", .. var rest] => await RehearsalModule.DemoAsync(rest, WholeApp.Compose),
    ["replay", .. var rest] => await RehearsalModule.ReplayAsync(rest, WholeApp.Compose),
    ["key", var name] => await GiveKeyAsync(name),
    ["estimate", .. var rest] => await EstimateAsync(rest),
    ["export", .. var rest] => await WithTablesAsync(services => BackupCommands.ExportAsync(services, rest)),
    ["import", .. var rest] => await WithTablesAsync(services => BackupCommands.ImportAsync(services, rest)),
    ["doctor", .. var rest] => await OperationsModule.DoctorAsync(rest, ComposeToLook),
    ["functions", "--write", var directory] => await WriteFunctionsAsync(directory),
    ["--help" or "-h" or "help", ..] => await ListCommandsAsync(Console.Out, 0),
    ["key" or "functions", ..] => await ListCommandsAsync(Console.Error, 2),
    [var unknown, ..] when !unknown.StartsWith('-') => await RefuseAsync(unknown),
    _ => await ServeAsync(args),
};

static async Task<int> ServeAsync(string[] args)
{
    var app = WholeApp.Compose(args, builder => LocalDefaults.Apply(builder, Console.Out));

    // Whoever starts an app without keys is to know now, and not when the first person joins.
    _ = app.Services.GetRequiredService<KeyRing>();
    await app.StartAsync();
    await LocalDefaults.WelcomeAsync(app, Console.Out);
    await app.WaitForShutdownAsync();
    return 0;
}

static async Task<int> RefuseAsync(string unknown)
{
    await Console.Error.WriteLineAsync($"{unknown} is not a command of Relais.");
    return await ListCommandsAsync(Console.Error, 2);
}

static async Task<int> ListCommandsAsync(TextWriter output, int code)
{
    await output.WriteLineAsync("""
        Without a command Relais serves the app; the commands are:
          demo [--exit]              shows the main job on this machine
          replay …                   plays arrivals from a file; replay alone says how
          key NAME                   gives an organiser key of scope admin
          estimate …                 says what a month will cost; estimate --help says how
          export FILE                writes all tables into one file
          import FILE --into-empty   writes such a file into tables that are empty
          doctor                     says what is wrong with this installation, and what to do
          functions --write FOLDER   writes function.json for the Functions host
        """);
    return code;
}

// As a start would put it together, its defaults on one's own machine among them.
static WebApplication ComposeToLook(Action<WebApplicationBuilder> prepare) => WholeApp.Compose([], builder =>
{
    prepare(builder);
    LocalDefaults.Apply(builder, TextWriter.Null);
});

// For an app that runs elsewhere: whoever may open its storage may give themselves a key.
static async Task<int> GiveKeyAsync(string name)
{
    await using var app = WholeApp.Compose([], builder => builder.Configuration["Relais:Stepped"] = "true");
    await app.Services.GetRequiredService<StorageSetup>().WaitAsync(CancellationToken.None);
    Console.WriteLine(await app.Services.GetRequiredService<FirstKey>().GiveAsync(name, null, CancellationToken.None));
    return 0;
}

// Nothing is asked of storage: what the app declares is all that it takes.
static async Task<int> EstimateAsync(string[] args)
{
    await using var app = WholeApp.Compose([], builder => builder.Configuration["Relais:Stepped"] = "true");
    return await EstimateCosts.RunAsync(args, app.Services, Console.Out, Console.Error);
}

// Put together as the app that serves, so that storage and prefix are the same; nothing of it is started.
static async Task<int> WithTablesAsync(Func<IServiceProvider, Task<int>> command)
{
    await using var app = WholeApp.Compose([], builder =>
    {
        builder.Configuration["Relais:Stepped"] = "true";
        LocalDefaults.Apply(builder, Console.Out);
    });
    return await command(app.Services);
}

static async Task<int> WriteFunctionsAsync(string directory)
{
    await using var app = WholeApp.Compose([], _ => { });
    await FunctionManifest.WriteAsync(app.Services, directory);
    return 0;
}

namespace Relais
{
    /// <summary>The app as every command starts it, and as the tests do.</summary>
    internal static class WholeApp
    {
        /// <summary>Puts the app together: one line a room, in the order of the flow.</summary>
        public static WebApplication Compose(string[] args, Action<WebApplicationBuilder> prepare)
        {
            var builder = HostingModule.CreateBuilder(args);
            prepare(builder);
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
                .AddAccess()
                .AddOperations()
                .AddOpenApi();

            var app = builder.Build();
            app.UseRouting();
            app.UseSpans();
            app.UseProblems();
            app.UseHosting();
            app.UseAccess();
            app.MapPolling().MapIntake().MapAlerts().MapSubscriptions().MapCampaigns().MapSnapshots().MapAccess().MapOperations();
            app.MapFunction("DescribeApi", "api/openapi.json").MapOpenApi("").AllowAnonymous();
            return app;
        }
    }
}
