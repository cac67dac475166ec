namespace Relais.EndToEndTests;

/// <summary>Where the repository that these tests were built from lies, and the data beside it.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>A file of `../shared/data`; skips the test where it is absent.</summary>
    public static string Data(string path)
    {
        var file = Path.GetFullPath(Path.Combine(Root, "..", "shared", "data", path));
        Skip.IfNot(File.Exists(file), $"../shared/data/{path} is absent.");
        return file;
    }

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
