using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NCrontab;

namespace Relais.Hosting.Local;

/// <summary>When a timer is due (UTC): an NCRONTAB expression of five or six fields, or a time between runs.</summary>
internal sealed class TimerSchedule
{
    private readonly CrontabSchedule? cron;
    private readonly TimeSpan interval;

    private TimerSchedule(CrontabSchedule? cron, TimeSpan interval, bool isFasterThanAMinute)
    {
        this.cron = cron;
        this.interval = interval;
        IsFasterThanAMinute = isFasterThanAMinute;
    }

    /// <summary>Such a timer is not monitored: nothing is made up for that comes again at once.</summary>
    public bool IsFasterThanAMinute { get; }

    /// <summary>Reads a schedule as the Functions host does: what is no cron expression is tried as a time span.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TimerSchedule? schedule, [NotNullWhen(false)] out string? reason)
    {
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var options = new CrontabSchedule.ParseOptions { IncludingSeconds = fields.Length != 5 };
        reason = null;
        schedule = null;
        if (CrontabSchedule.TryParse(text, options) is { } cron)
        {
            schedule = new TimerSchedule(cron, default, IsFast(cron, fields));
            return true;
        }
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero)
        {
            schedule = new TimerSchedule(null, interval, interval < TimeSpan.FromMinutes(1));
            return true;
        }
        reason = $"'{text}' is neither an NCRONTAB expression nor a time span";
        return false;
    }

    /// <summary>The first occurrence strictly after <paramref name="after"/>; null when there is none (a 31 February).</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        if (cron is null) return after + interval;
        var next = cron.GetNextOccurrence(after.UtcDateTime);
        return next == DateTime.MaxValue ? null : new DateTimeOffset(DateTime.SpecifyKind(next, DateTimeKind.Utc));
    }

    /// <summary>The last occurrence in (<paramref name="after"/>, <paramref name="upTo"/>], if any; time spans are counted from midnight of the year 1.</summary>
    public DateTimeOffset? Last(DateTimeOffset after, DateTimeOffset upTo)
    {
        if (cron is null)
        {
            var multiple = new DateTimeOffset(upTo.UtcTicks - upTo.UtcTicks % interval.Ticks, TimeSpan.Zero);
            return multiple > after ? multiple : null;
        }
        DateTimeOffset? last = null;
        for (var next = Next(after); next <= upTo; next = Next(next.Value)) last = next;
        return last;
    }

    private static bool IsFast(CrontabSchedule cron, string[] fields)
    {
        if (fields.Length != 6 || fields.Skip(1).Any(field => field != "*")) return false;
        var first = cron.GetNextOccurrence(DateTime.UnixEpoch);
        return cron.GetNextOccurrence(first) - first < TimeSpan.FromMinutes(1);
    }
}
