namespace Relais.Hosting.Local;

/// <summary>When a timer last ran and when it is due; absent times are "never".</summary>
internal sealed record TimerStatus(DateTimeOffset? Last, DateTimeOffset? Next, DateTimeOffset LastUpdated)
{
    /// <summary>A timer that nobody has seen before is not past due.</summary>
    public static TimerStatus First(TimerSchedule schedule, DateTimeOffset now) => new(null, schedule.Next(now), now);

    /// <summary>
    /// The same timer at the start of a process. A schedule that was edited meanwhile counts from now on: only an occurrence of the schedule
    /// as it was before can have been missed.
    /// </summary>
    public TimerStatus Resume(TimerSchedule schedule, DateTimeOffset now)
    {
        var expected = schedule.Next(Last ?? LastUpdated);
        if (expected == Next) return this;
        return this with { Next = expected < now ? schedule.Next(now) : expected };
    }

    /// <summary>After a run, whatever came of it, that began at <paramref name="startedAt"/>.</summary>
    public static TimerStatus Ran(TimerSchedule schedule, DateTimeOffset startedAt) => new(startedAt, schedule.Next(startedAt), startedAt);

    /// <summary>As a function is told of it.</summary>
    public ScheduleStatus Told() => new() { Last = Last?.UtcDateTime ?? default, Next = Next?.UtcDateTime ?? default, LastUpdated = LastUpdated.UtcDateTime };
}
