namespace Relais.EndToEndTests;

/// <summary>How much these tests may take: `RELAIS_TORTURE=long` runs whole files of real posts, `short` (and nothing) what a minute or two can hold.</summary>
internal static class TestLength
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("RELAIS_TORTURE") switch
    {
        null or "" or "short" => false,
        "long" => true,
        var other => throw new InvalidOperationException($"RELAIS_TORTURE must be short or long, but is '{other}'."),
    };
}
