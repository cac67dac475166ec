namespace Relais.Tests;

/// <summary>How much these tests may take: `RELAIS_TORTURE=long` takes all that there is, `short` (and nothing) what a few seconds can hold.</summary>
internal static class TestLength
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("RELAIS_TORTURE") switch
    {
        "long" => true,
        null or "" or "short" => false,
        var other => throw new InvalidOperationException($"RELAIS_TORTURE must be short or long, but is '{other}'."),
    };

    /// <summary>All of them, or every so many, beginning with another one for each that they are for: together these still see them all.</summary>
    public static IEnumerable<T> Some<T>(IEnumerable<T> all, int every, int of) => IsLong ? all : all.Where((_, i) => (i + of) % every == 0);
}
