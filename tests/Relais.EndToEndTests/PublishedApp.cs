using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Relais.EndToEndTests;

/// <summary>The app as it is deployed: published once for all tests, and anew only when what it is made of has changed.</summary>
internal static class PublishedApp
{
    // A build directory of its own: a build that somebody works with is not disturbed.
    private static string Place { get; } = Path.Combine(Repository.Root, "artifacts", "published");
    private static readonly Lazy<Task<string?>> Publishing = new(PublishAsync);
    private static readonly Lazy<Task<string>> Packing = new(async () => await PackAsync(await DirectoryAsync(), Path.Combine(Place, "relais.zip")));

    /// <summary>Where it lies, as the Functions host would find it; skips the test where nothing can be published.</summary>
    public static async Task<string> DirectoryAsync()
    {
        var whyNot = await Publishing.Value;
        Skip.If(whyNot is not null, whyNot);
        return Path.Combine(Place, "app");
    }

    /// <summary>The package that is made of it; skips the test where nothing can be published.</summary>
    public static Task<string> ZipAsync() => Packing.Value;

    /// <summary>Packs a folder as infra/package.sh does.</summary>
    public static async Task<string> PackAsync(string folder, string zip)
    {
        var (code, said) = await DotnetAsync("run", "infra/Pack.cs", "--", folder, zip);
        return code == 0 ? zip : throw new InvalidOperationException("The folder could not be packed:\n" + said);
    }

    /// <summary>Starts the published app; where nothing can be published, the app as it was built for these tests.</summary>
    public static async Task<AppProcess> StartAsync(IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var directory = await Publishing.Value is null ? Path.Combine(Place, "app") : AppContext.BaseDirectory;
        return AppProcess.Start(Path.Combine(directory, "Relais"), arguments, environment);
    }

    /// <summary>Null once it is published; otherwise why it cannot be.</summary>
    private static async Task<string?> PublishAsync()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "The app is published for Linux, where the Functions host runs it.";
        }

        var (app, stamp) = (Path.Combine(Place, "app"), Path.Combine(Place, "sources.sha256"));
        var sources = await FingerprintAsync();
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp) == sources)
        {
            return null;
        }

        Directory.CreateDirectory(Place);
        File.Delete(stamp);
        if (Directory.Exists(app))
        {
            Directory.Delete(app, recursive: true);
        }

        var (code, said) = await DotnetAsync(
            "publish", "functions/Relais.csproj", "-c", "Release", "-r", "linux-x64", "-o", app, "--artifacts-path", Path.Combine(Place, "build"),
            "--nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false",

            // What analyzers have to say they have said to the build of these tests.
            "-p:RunAnalyzers=false");
        if (code != 0)
        {
            // NU1101, NU1102, NU1301: a package, or the place where packages are, cannot be had. Anything else is a fault of ours.
            return said.Contains(" NU1101", StringComparison.Ordinal) || said.Contains(" NU1102", StringComparison.Ordinal) || said.Contains(" NU1301", StringComparison.Ordinal)
                ? "The app cannot be published here: a runtime package cannot be had."
                : throw new InvalidOperationException("The app could not be published:\n" + said);
        }

        await File.WriteAllTextAsync(stamp, sources);
        return null;
    }

    private static async Task<(int Code, string Said)> DotnetAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        return (process.ExitCode, said);
    }

    private static async Task<string> FingerprintAsync()
    {
        var list = new StringBuilder();
        string[] loose = ["host.json", "global.json", "Directory.Build.props", "Directory.Packages.props", "BannedSymbols.txt", "package-lock.json"];
        var own = Directory.EnumerateFiles(Path.Combine(Repository.Root, "functions"), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));
        foreach (var file in own.Concat(loose).Order(StringComparer.Ordinal))
        {
            var content = await File.ReadAllBytesAsync(Path.Combine(Repository.Root, file));
            list.Append(file).Append(' ').AppendLine(Convert.ToHexStringLower(SHA256.HashData(content)));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list.ToString())));
    }
}
