using System.Runtime.Versioning;

namespace Relais.EndToEndTests.Deploying;

/// <summary>A subscription that is a folder: what deploy.sh put into it, and every call that it made. Gone after the test.</summary>
[SupportedOSPlatform("linux")]
internal sealed class Cloud : IDisposable
{
    // What the scripts need besides az, curl, date, dotnet and sleep, which are stood in for.
    private static readonly string[] Tools = ["bash", "cat", "cp", "cut", "dirname", "find", "git", "grep", "ls", "mkdir", "mktemp", "mv", "openssl", "realpath", "rm", "sed", "sha256sum", "sort", "tail", "touch", "tr", "xargs"];
    private static readonly string[] Fakes = ["az", "curl", "date", "dotnet", "sleep"];

    private readonly string folder = Directory.CreateTempSubdirectory("relais-cloud-").FullName;
    private readonly string scripts;

    private Cloud(IEnumerable<(string Name, string Path)> tools)
    {
        foreach (var part in (string[])["container", "vault", "settings", "queues", "bin", "infra", "work", "functions", "node_modules"])
        {
            Directory.CreateDirectory(Path.Combine(folder, part));
        }

        foreach (var (name, path) in tools)
        {
            File.CreateSymbolicLink(Path.Combine(folder, "bin", name), path);
        }

        foreach (var fake in Fakes)
        {
            CopyRunnable(Path.Combine(Repository.Root, "tests", "Relais.EndToEndTests", "Deploying", "Fakes", fake), Path.Combine(folder, "bin", fake));
        }

        scripts = Path.Combine(folder, "infra");
        foreach (var script in (string[])["common.sh", "deploy.sh", "main.bicep", "package.sh", "release.sh", "resources.sh"])
        {
            CopyRunnable(Path.Combine(Repository.Root, "infra", script), Path.Combine(scripts, script));
        }

        File.WriteAllText(In("node_modules", ".package-lock.json"), "{}");
        File.WriteAllText(In("functions", "Program.cs"), "// The sources.");
    }

    public static Cloud Create()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The scripts are for Linux.");
        var found = Tools.Select(tool => (Name: tool, Path: Find(tool))).ToArray();
        var missing = found.Where(tool => tool.Path is null).Select(tool => tool.Name).ToArray();
        Skip.If(missing.Length > 0, $"The scripts need {string.Join(", ", missing)}.");
        return new Cloud(found.Select(tool => (tool.Name, tool.Path!)));
    }

    /// <summary>How az and curl were called, in order.</summary>
    public string[] Calls => File.Exists(In("calls")) ? File.ReadAllLines(In("calls")) : [];

    public string In(params string[] path) => Path.Combine([folder, .. path]);

    /// <summary>What lies in the container under a name; null for nothing.</summary>
    public string? Blob(string name) => File.Exists(In("container", name)) ? File.ReadAllText(In("container", name)).Trim() : null;

    /// <summary>A package that, once deployed, is healthy, ill, refused or ruinous.</summary>
    public string Package(string health, string version)
    {
        var zip = In("work", version + ".zip");
        File.WriteAllText(zip, $"{health} {version}\n");
        File.WriteAllText(Path.ChangeExtension(zip, ".version"), version + "\n");
        return zip;
    }

    /// <summary>Lets a script of ours stand for package.sh.</summary>
    public void PackageBy(string script)
    {
        File.WriteAllText(Path.Combine(scripts, "package.sh"), script);
        File.SetUnixFileMode(Path.Combine(scripts, "package.sh"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void Without(string tool) => File.Delete(In("bin", tool));

    public Task<Ended> DeployAsync(params string[] arguments) => RunAsync("deploy.sh", arguments, []);

    public Task<Ended> PackAsync(string zip, params KeyValuePair<string, string>[] settings) => RunAsync("package.sh", [zip], settings);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<Ended> RunAsync(string script, string[] arguments, KeyValuePair<string, string>[] settings)
    {
        await using var process = AppProcess.Start(
            In("bin", "bash"),
            [Path.Combine(scripts, script), .. arguments],
            [new("PATH", In("bin")), new("CLOUD", folder), new("TMPDIR", In("work")), .. settings]);
        return new Ended(await process.EndsAsync(), process.Output);
    }

    private static string? Find(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(directory => Path.Combine(directory, tool))
        .FirstOrDefault(File.Exists);

    private static void CopyRunnable(string from, string to)
    {
        File.Copy(from, to);
        File.SetUnixFileMode(to, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}

/// <summary>How a script ended, and what it said on both streams.</summary>
internal sealed record Ended(int Code, string Said);
