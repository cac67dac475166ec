namespace Relais.Benchmarks;

/// <summary>How a benchmark is run.</summary>
/// <param name="Quick">Few rounds: shows that it runs, not how fast.</param>
public sealed record BenchmarkOptions(bool Quick);
