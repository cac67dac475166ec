namespace Relais.Hosting;

/// <summary>Finds the nearest directory, from one place up to the root, that holds a given file or folder.</summary>
internal static class Upward
{
    public static string? Find(string from, string path)
    {
        for (var directory = new DirectoryInfo(from); directory is not null; directory = directory.Parent)
        {
            if (Path.Exists(Path.Combine(directory.FullName, path))) return directory.FullName;
        }
        return null;
    }
}
