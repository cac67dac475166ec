namespace Relais.Benchmarks;

/// <summary>The repository that these benchmarks were built from.</summary>
public static class Checkout
{
    /// <summary>The folder that holds Serverless.sln, above the benchmarks; null outside of a checkout.</summary>
    public static string? FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Serverless.sln")))
            {
                return at.FullName;
            }
        }
        return null;
    }

    /// <exception cref="InvalidOperationException">The benchmarks run outside of a checkout.</exception>
    public static string Root => FindRoot() ?? throw new InvalidOperationException("There is no Serverless.sln above the benchmarks: run them from a checkout.");
}
