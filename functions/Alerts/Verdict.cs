using System.Globalization;
using System.Text.Json.Serialization;
using Relais.Notifications;

namespace Relais.Alerts;

/// <summary>What was decided of an alert when its group was last looked at, and for which reason.</summary>
/// <param name="By">The silence, the alert or the version that decided; null where time alone does.</param>
/// <param name="Until">Until when it holds; null for as long as what decided it holds.</param>
public sealed record Verdict(VerdictKind Kind, DateTimeOffset At, string? By = null, DateTimeOffset? Until = null)
{
    /// <summary>The reason in words, in both languages.</summary>
    public Localized ToWords() => Kind switch
    {
        VerdictKind.Told => new($"said in version {By}", $"dit dans la version {By}"),
        VerdictKind.Grouped => new($"grouped with {By}", $"groupée avec {By}"),
        VerdictKind.Waits => new($"waits until {Time(Until)}, to be said together with what else comes", $"attend jusqu'au {Time(Until)}, pour être dite avec ce qui vient d'ici là"),
        VerdictKind.Silenced => new($"silenced by {By} until {Time(Until)}", $"mise en silence par {By} jusqu'au {Time(Until)}"),
        VerdictKind.Inhibited => new($"inhibited while {By} fires", $"inhibée tant que {By} est active"),
        VerdictKind.OverUnsaid => new("over before it was said", "finie avant d'avoir été dite"),
        VerdictKind.OverMuted => new($"over while {By} kept it quiet", $"finie pendant que {By} la tenait au silence"),
        _ => throw new InvalidOperationException($"{Kind} is no verdict."),
    };

    /// <summary>The later of two, or the earlier one where the later says the same again: it has held since then.</summary>
    public static Verdict? Latest(Verdict? earlier, Verdict? later) =>
        later is null || (earlier is not null && (earlier.Kind, earlier.By, earlier.Until) == (later.Kind, later.By, later.Until)) ? earlier : later;

    private static string Time(DateTimeOffset? at) => at!.Value.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}

[JsonConverter(typeof(JsonStringEnumConverter<VerdictKind>))]
public enum VerdictKind
{
    /// <summary>Said by a notification of its own.</summary>
    Told,

    /// <summary>Said by the notification of another alert of its group.</summary>
    Grouped,

    /// <summary>Not yet said: its group speaks at most so often.</summary>
    Waits,

    Silenced,
    Inhibited,

    /// <summary>It ended, or was no longer worth saying, before its turn came.</summary>
    OverUnsaid,

    /// <summary>It ended while a silence or an inhibition kept it quiet.</summary>
    OverMuted,
}
