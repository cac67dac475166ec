using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Relais.Operations;
using Relais.Tests.Story;

namespace Relais.Tests.Operations;

/// <summary>The command `doctor`: what it prints and how it ends, also where the app itself would not start.</summary>
public sealed class DoctorCommandTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableFact]
    public async Task Where_all_is_well_it_prints_what_it_looked_at_and_ends_with_0()
    {
        var prefix = Azurite.NewName("doctor");
        await using (await RelaisApp.StartAsync(azurite, settings: DoctorStory.Settings, prefix: prefix))
        {
            // From now on its tables are there, and a key of scope admin.
        }

        var (code, text) = await RunAsync(DoctorStory.With(("AzureWebJobsStorage", azurite.ConnectionString), ("Relais:Prefix", prefix), ("Secrets:Keys", RelaisApp.Keys)));

        Assert.Equal(
            """
            : nothing is wrong.

            Looked at:
              settings: names that nobody reads, values that cannot be used, the public address, functions that are switched off, the package's queues
              keys: the keys that close addresses and sign links
              storage: whether tables and queues answer, let us in and are there, how fast, and whether their clock is ours
              mail: whether the mail server takes our sign-in, where one is set
              telegram: whether Telegram knows the bot and brings here what is written to it, where one is set
              access: organisers' keys that soon expire, and whether one gives keys
              queues: messages that wait for long, and messages that were put aside after five failures
              timers: whether live campaigns have snapshots of the last 15 minutes, and whether alerts wait to be said
              sources: whether the sources of live campaigns answer, and whether each is asked at its rhythm
              budgets: whether paid networks that campaigns follow are asked, and whether the month's money lasts
              deliveries: halts, destinations left alone, addresses switched off, deliveries of the last day that ended unsent, people whose channel is not set up
              inlets: calls of the last day to inlets of live campaigns that were refused because nobody could tell whose they are

            docs/operations.md, Doctor, tells more of each.

            """,
            WithoutTime(text));
        Assert.Equal(0, code);
    }

    [SkippableFact]
    public async Task An_installation_that_was_never_started_is_told_so()
    {
        var (code, text) = await RunAsync(DoctorStory.With(("AzureWebJobsStorage", azurite.ConnectionString), ("Relais:Prefix", Azurite.NewName("doctor")), ("Secrets:Keys", RelaisApp.Keys)));

        Assert.Contains("error    Tables answer, but those of this installation are not there.\n         Start the app once: it makes them. Where it has run before, compare", text, StringComparison.Ordinal);
        Assert.Contains("error    Queues answer, but those of this installation are not there.\n", text, StringComparison.Ordinal);
        Assert.Equal(1, code);
    }

    // Nobody listens there, so that each try is refused at once.
    [Fact]
    public async Task Without_keys_and_without_storage_both_are_told_and_what_needs_neither_is_looked_at()
    {
        var (code, text) = await RunAsync(DoctorStory.With(("AzureWebJobsStorage", Nowhere()), ("Smtp:Hostt", "mail.example.org"), ("Polling:EveryMinutes", "0")));

        Assert.Equal(
            """
            : 4 errors, 1 warning, 0 notes.

            error    The app does not start: Polling:EveryMinutes must be 1 to 60.
                     Mend the setting as docs/configuration.md tells it, and start again.
                     (settings, start-refused)

            error    The app does not start: Secrets:Keys: must be one key of 32 bytes in base64, or up to 24 different ones with commas between, the newest first. `openssl rand -base64 32` makes one.
                     Mend the setting as docs/configuration.md tells it, and start again.
                     (settings, start-refused)

            error    Tables do not answer: no connection.
                     Look whether AzureWebJobsStorage names the right account, whether its firewall lets this app in, and whether the emulator runs where it is one.
                     (storage, storage-silent)

            error    Queues do not answer: no connection.
                     Look whether AzureWebJobsStorage names the right account, whether its firewall lets this app in, and whether the emulator runs where it is one.
                     (storage, storage-silent)

            warning  Nobody reads the setting Smtp:Hostt; Smtp:Host is the nearest that somebody does.
                     Spell it as docs/configuration.md does, or take it away.
                     (settings, setting-unknown)

            Looked at:
              settings: names that nobody reads, values that cannot be used, the public address, functions that are switched off, the package's queues
              keys: the keys that close addresses and sign links
              storage: whether tables and queues answer, let us in and are there, how fast, and whether their clock is ours
              mail: whether the mail server takes our sign-in, where one is set
              telegram: whether Telegram knows the bot and brings here what is written to it, where one is set

            Not looked at, because storage cannot be used:
              access: organisers' keys that soon expire, and whether one gives keys
            """.Replace("\r\n", "\n", StringComparison.Ordinal),
            string.Join('\n', WithoutTime(text).Split('\n').TakeWhile(line => !line.StartsWith("  queues", StringComparison.Ordinal))));
        Assert.Equal(1, code);
    }

    [Theory]
    [InlineData("Smtp:Hostt", "mail.example.org", "Smtp:From", "relais@example.org", "The app does not start: The settings Smtp:Host and Smtp:From must be set together, or neither.", "Nobody reads the setting Smtp:Hostt; Smtp:Host is the nearest that somebody does.")]
    [InlineData("Telegram:BotToken", "s3cret-that-is-no-token", "Relais:Stepped", "true", "The app does not start: Telegram:BotToken: must be the token of a bot as BotFather gives it: digits, a colon, and some 35 letters, digits, dashes and underscores.", "(settings, start-refused)")]
    [InlineData("FUNCTIONS_CUSTOMHANDLER_PORT", "seven", "Relais:Stepped", "true", "The app does not start: FUNCTIONS_CUSTOMHANDLER_PORT: must be a port number from 1 to 65535, but is 'seven'.", "(settings, start-refused)")]
    [InlineData("AzureWebJobsStorage", "AccountName=relais", "Secrets:Keys", RelaisApp.Keys, "The app does not start: The storage connection string has neither AccountName with AccountKey nor SharedAccessSignature.", "Not looked at, because storage cannot be used:")]
    [InlineData("AzureWebJobsStorage", "UseDevelopmentStorage=true", "Relais:Prefix", "Not-A-Prefix", "The app does not start: ", "Not looked at, because storage cannot be used:")]
    public async Task A_setting_that_keeps_the_app_from_starting_is_a_finding_and_no_stack_trace(string name, string value, string other, string otherValue, string says, string also)
    {
        var (code, text) = await RunAsync(DoctorStory.With((name, value), (other, otherValue)));

        Assert.Contains(says, text, StringComparison.Ordinal);
        Assert.Contains(also, text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
        Assert.Equal(1, code);
    }

    [Fact]
    public async Task Something_behind_it_is_wrong_usage()
    {
        using var faults = new StringWriter();

        Assert.Equal(2, await DoctorCommand.RunAsync(["--help"], _ => throw new NotSupportedException("Nothing is put together."), TextWriter.Null, faults, default));
        Assert.Equal("doctor takes nothing behind it: it looks at the installation that the settings of this machine and folder name.", faults.ToString().TrimEnd());
    }

    private static async Task<(int Code, string Text)> RunAsync(Dictionary<string, string?> settings)
    {
        using var output = new StringWriter();
        var code = await DoctorCommand.RunAsync([], prepare => WholeApp.Compose([], builder => Configure(builder, settings, prepare)), output, TextWriter.Null, default);
        return (code, output.ToString());
    }

    private static void Configure(WebApplicationBuilder builder, Dictionary<string, string?> settings, Action<WebApplicationBuilder> prepare)
    {
        builder.Configuration.AddInMemoryCollection(settings);
        prepare(builder);
    }

    private static string WithoutTime(string text) => text[text.IndexOf(" UTC", StringComparison.Ordinal)..][" UTC".Length..];

    private static string Nowhere()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return $"DefaultEndpointsProtocol=http;AccountName={Azurite.AccountName};AccountKey={Azurite.AccountKey};TableEndpoint=http://127.0.0.1:{port}/a;QueueEndpoint=http://127.0.0.1:{port}/a;";
    }
}
