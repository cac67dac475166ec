namespace Relais.Momentum;

/// <summary>Signals by minute: the unit in which everything is counted, kept and drawn.</summary>
public sealed class MinuteCounts
{
    private readonly SortedDictionary<DateTimeOffset, int> minutes = [];

    public IReadOnlyDictionary<DateTimeOffset, int> Minutes => minutes;

    public int Total => minutes.Values.Sum();

    public void Add(DateTimeOffset at, int signals)
    {
        var minute = FloorTo(at, TimeSpan.FromMinutes(1));
        minutes[minute] = minutes.GetValueOrDefault(minute) + signals;
    }

    public void Add(MinuteCounts others)
    {
        foreach (var (minute, signals) in others.minutes)
        {
            Add(minute, signals);
        }
    }

    /// <summary>Signals from one instant up to, and not including, another.</summary>
    public int Between(DateTimeOffset from, DateTimeOffset until) =>
        minutes.Where(minute => minute.Key >= from && minute.Key < until).Sum(minute => minute.Value);

    /// <summary>The same signals in steps of a given length; steps without signals are zero.</summary>
    public int[] InSteps(DateTimeOffset from, DateTimeOffset until, TimeSpan step)
    {
        var steps = new int[Math.Max(0, (int)Math.Ceiling((until - from) / step))];
        foreach (var (minute, signals) in minutes)
        {
            if (minute >= from && minute < until)
            {
                steps[(int)((minute - from) / step)] += signals;
            }
        }

        return steps;
    }

    public static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    public static DateTimeOffset FloorTo(DateTimeOffset at, TimeSpan step) =>
        new(at.UtcTicks - (at.UtcTicks % step.Ticks), TimeSpan.Zero);
}
