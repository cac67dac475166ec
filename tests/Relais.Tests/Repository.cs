namespace Relais.Tests;

/// <summary>Where the repository that these tests were built from lies.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Serverless.sln")))
        {
            directory = directory.Parent ?? throw new DirectoryNotFoundException("No Serverless.sln above the tests.");
        }

        return directory.FullName;
    }
}
