using Microsoft.Extensions.Options;
using Relais.Hosting;
using Relais.Operations.Checks;

namespace Relais.Operations;

/// <summary>Looks at the whole installation, once, and says what is misconfigured, stale, over budget or unreachable, and what to do.</summary>
internal sealed partial class Doctor(IEnumerable<DeclaredCheck> checks, IServiceProvider services, TimeProvider time, ILogger<Doctor> logger)
{
    // First what needs no storage, storage itself among it, then what needs it: together twenty seconds at most.
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(9);

    // What the options of .NET say of a number that is none, with the setting's name.
    private const string NoNumber = "Failed to convert configuration value";

    public async Task<DoctorReport> ExamineAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (alone, stored) = (checks.Where(check => !check.NeedsStorage).ToArray(), checks.Where(check => check.NeedsStorage).ToArray());
        var found = await Task.WhenAll(alone.Select(check => LookAsync(check, cancellationToken)));
        var isUsable = alone.Zip(found).Where(one => one.First.About == StorageCheck.About).All(one => one.Second.All(finding => finding.Level != FindingLevel.Error || finding.Id == StorageCheck.WrongClock));
        var more = isUsable ? await Task.WhenAll(stored.Select(check => LookAsync(check, cancellationToken))) : [];
        return DoctorReport.Of(
            now,
            found.Concat(more).SelectMany(findings => findings),
            (isUsable ? checks : alone).Select(check => new LookedAt(check.About, check.What)),
            (isUsable ? [] : stored).Select(check => new LookedAt(check.About, check.What)));
    }

    /// <summary>A setting that keeps the app from starting.</summary>
    internal static Finding Refused(string reason) =>
        Finding.Error("start-refused", "settings", $"The app does not start: {reason.ReplaceLineEndings(" ").TrimEnd('.')}.", "Mend the setting as docs/configuration.md tells it, and start again.");

    private async Task<IReadOnlyList<Finding>> LookAsync(DeclaredCheck check, CancellationToken cancellationToken)
    {
        ICheck opened;
        try
        {
            opened = check.Open(services);
        }
        // So rooms refuse their settings; whoever needs nothing of that room is opened all the same.
        catch (Exception fault) when (fault is InvalidOperationException or FormatException or ArgumentException)
        {
            return [Refused(fault.Message)];
        }

        using var limit = new CancellationTokenSource(LongestLook, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await opened.LookAsync(either.Token);
        }
        catch (Exception fault) when (fault is OptionsValidationException || (fault is InvalidOperationException && fault.Message.StartsWith(NoNumber, StringComparison.Ordinal)))
        {
            return [Refused(fault.Message)];
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return [Finding.Warning("check-late", check.About, $"It took longer than {LongestLook.TotalSeconds:0} seconds to look at this: {check.What}.", "Look once more; where it comes again, storage is slow or very full.")];
        }
        catch (Exception fault) when (StorageFailure.Is(fault, cancellationToken))
        {
            return [Finding.Error("check-cut", check.About, $"Storage failed while this was looked at: {check.What}.", "Look once more; where it comes again, look at the storage account's own health and metrics.")];
        }
        // Whatever nobody foresaw in one look must not hide what the others saw.
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            LookFailed(logger, fault, check.About);
            return [Finding.Error("check-failed", check.About, $"Relais itself failed to look at this: {check.What}.", "Read the log, which says why, and report it: this is a fault of ours.")];
        }
    }

    [LoggerMessage(EventId = 901, Level = LogLevel.Error, Message = "Looking at {About} failed.")]
    private static partial void LookFailed(ILogger logger, Exception fault, string about);
}
