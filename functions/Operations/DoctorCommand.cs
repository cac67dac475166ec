using System.Text;
using Microsoft.Extensions.Logging.Console;
using Relais.Operations.Checks;

namespace Relais.Operations;

/// <summary>The command `doctor`: puts the app together so that nothing of it runs, looks at it, and prints what it saw.</summary>
internal static class DoctorCommand
{
    private const int WrongUsage = 2;

    /// <param name="rest">What stands behind the command.</param>
    /// <param name="compose">Puts the app together as a start would, after what is to be prepared.</param>
    /// <returns>0 where no error was found, 1 where one was, 2 where the command is used wrongly.</returns>
    public static async Task<int> RunAsync(string[] rest, Func<Action<WebApplicationBuilder>, WebApplication> compose, TextWriter output, TextWriter faults, CancellationToken cancellationToken)
    {
        if (rest.Length > 0)
        {
            await faults.WriteLineAsync("doctor takes nothing behind it: it looks at the installation that the settings of this machine and folder name.");
            return WrongUsage;
        }

        var report = await ExamineAsync(compose, cancellationToken);
        await output.WriteAsync(DoctorText.Of(report));
        return report.Errors > 0 ? 1 : 0;
    }

    /// <summary>Has the console write texts of every language, also where nobody set one.</summary>
    public static void UseUtf8() => Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    private static async Task<DoctorReport> ExamineAsync(Func<Action<WebApplicationBuilder>, WebApplication> compose, CancellationToken cancellationToken)
    {
        IConfiguration? settings = null;
        WebApplication app;
        try
        {
            app = compose(builder =>
            {
                settings = builder.Configuration;

                // No timer runs and no message is taken: the app is not started, and would not do either if it were.
                builder.Configuration["Relais:Stepped"] = "true";
                builder.Configuration["Logging:LogLevel:Default"] = "Warning";
                builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
            });
        }
        // So rooms refuse their settings. Without an app only the names of the settings can be looked at, which are often the cause.
        catch (Exception fault) when (fault is InvalidOperationException or FormatException or ArgumentException)
        {
            var check = SettingsCheck.Declaration;
            return DoctorReport.Of(TimeProvider.System.GetUtcNow(), [Doctor.Refused(fault.Message), .. settings is null ? [] : SettingsNames.Misspelt(settings)], [new LookedAt(check.About, check.What)], []);
        }

        await using (app)
        {
            return await app.Services.GetRequiredService<Doctor>().ExamineAsync(cancellationToken);
        }
    }
}
