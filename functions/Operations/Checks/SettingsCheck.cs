using Microsoft.Extensions.Options;
using Relais.Hosting;
using Relais.Hosting.Local;
using Relais.Http;
using Relais.Notifications;
using Relais.Polling;

namespace Relais.Operations.Checks;

/// <summary>Settings that nobody reads, that keep the app from starting, that are fit for one's own machine only, or that the package contradicts.</summary>
internal sealed class SettingsCheck(
    IConfiguration configuration, HostingMode mode, FunctionCatalog catalog, FunctionSettings switches, PublicAddress address, OutboundSettings outbound, IOptions<PollingOptions> polling) : ICheck
{
    private const string About = "settings";

    public static readonly DeclaredCheck Declaration =
        new(About, "names that nobody reads, values that cannot be used, the public address, functions that are switched off, the package's queues", NeedsStorage: false);

    public Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellationToken)
    {
        var others = SettingsPackage.DrainOthers(AppContext.BaseDirectory, catalog.Queues, configuration["Relais:Prefix"], mode.IsOnServiceBus);
        IReadOnlyList<Finding> findings =
        [
            .. OfPolling(),
            .. OfQueues(others),
            .. OfAddress(address, IsOnOwnMachine, mode.IsHandler),
            .. OfLoopback(),
            .. SettingsNames.Misspelt(configuration),
            .. OfSwitches(),
        ];
        return Task.FromResult(findings);
    }

    // Whose storage is the emulator is trying Relais out.
    private bool IsOnOwnMachine => !mode.IsHandler && AzuriteProcess.IsWanted(configuration);

    /// <summary>What links in messages begin with.</summary>
    internal static IEnumerable<Finding> OfAddress(PublicAddress address, bool isOnOwnMachine, bool isDeployed)
    {
        var url = new Uri(address.Root);
        if (url.IsLoopback)
        {
            yield return new Finding(
                "public-address-local",
                isDeployed ? FindingLevel.Error : isOnOwnMachine ? FindingLevel.Note : FindingLevel.Warning,
                About,
                "Every link in a message leads to the machine of whoever reads it, because the public address is this machine's own.",
                $"Set {PublicAddress.Setting} to the https address under which people reach Relais.");
        }
        else if (url.Scheme != Uri.UriSchemeHttps)
        {
            yield return Finding.Warning(
                "public-address-open", About, "Links in messages begin with http: what people open by them can be read on the way.", $"Set {PublicAddress.Setting} to an https address.");
        }
    }

    internal static IEnumerable<Finding> OfQueues(IReadOnlyList<string> functions) => functions.Count == 0 ? [] :
    [
        Finding.Error(
            "package-other-queues",
            About,
            $"The package has the Functions host drain other queues than the app fills, for {Finding.Count(functions.Count, "function")}: {Finding.Names(functions)}.",
            "Publish with the Relais:Prefix and Relais:Queues that the app runs with, or set them to those that were published with."),
    ];

    private IEnumerable<Finding> OfPolling()
    {
        string? reason = null;
        try
        {
            _ = polling.Value;
        }
        catch (Exception fault) when (fault is OptionsValidationException or InvalidOperationException)
        {
            reason = fault.Message;
        }

        return reason is null ? [] : [Doctor.Refused(reason)];
    }

    private IEnumerable<Finding> OfLoopback() => !outbound.AllowLoopback ? [] :
    [
        new Finding(
            "loopback-allowed",
            IsOnOwnMachine ? FindingLevel.Note : FindingLevel.Warning,
            About,
            "Webhooks and sources on this machine may be called, also over http (Http:AllowLoopback).",
            "Take the setting away before strangers may subscribe; while the app listens on this machine only, nothing need be done."),
    ];

    private IEnumerable<Finding> OfSwitches()
    {
        var off = catalog.Triggered.Concat<FunctionDeclaration>(catalog.Http).Select(function => function.Name).Where(switches.IsDisabled).ToArray();
        if (off.Length > 0)
        {
            yield return Finding.Warning("function-off", About, $"Switched off: {Finding.Names(off)}.", "Take the setting AzureWebJobs.….Disabled away where it has done its work.");
        }

        var names = catalog.Triggered.Concat<FunctionDeclaration>(catalog.Http).Select(function => function.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var unknown in configuration.AsEnumerable().Select(setting => SwitchedBy(setting.Key)).OfType<string>().Where(name => !names.Contains(name)))
        {
            yield return Finding.Warning("function-unknown", About, $"A setting switches off {unknown}, and no function is named so.", "Name the function as docs/architecture.md does, or take the setting away.");
        }
    }

    private static string? SwitchedBy(string setting) =>
        setting.StartsWith("AzureWebJobs.", StringComparison.OrdinalIgnoreCase) && setting.EndsWith(".Disabled", StringComparison.OrdinalIgnoreCase) && setting.Split('.') is [_, var dotted, _] ? dotted
        : setting.StartsWith("AzureWebJobs_", StringComparison.OrdinalIgnoreCase) && setting.EndsWith("_Disabled", StringComparison.OrdinalIgnoreCase) && setting.Split('_') is [_, var spelled, _] ? spelled
        : null;
}
