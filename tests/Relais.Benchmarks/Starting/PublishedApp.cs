using System.Diagnostics;

namespace Relais.Benchmarks.Starting;

/// <summary>An app, published as it would be deployed, and how to start it.</summary>
/// <param name="What">Which app, published how.</param>
/// <param name="Command">The executable.</param>
internal sealed record PublishedApp(string What, string Command)
{
    private const string Runtime = "linux-x64";

    // Kept between runs: what has not changed is not built again.
    private static string Place => Path.Combine(Checkout.Root, "artifacts", "benchmarks");

    /// <summary>All its files.</summary>
    public double Megabytes => Directory.EnumerateFiles(Path.GetDirectoryName(Command)!, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length) / 1e6;

    /// <summary>The product as `dotnet publish functions -r linux-x64` makes it: its runtime brought along, trimmed, compiled ahead as one with the app.</summary>
    public static Task<PublishedApp> RelaisAsync() => RelaisAsync("Relais as published", "relais");

    /// <summary>The same with the whole runtime, every assembly compiled ahead for itself: what trimming and composing gain.</summary>
    public static Task<PublishedApp> RelaisWholeAsync() =>
        RelaisAsync("Relais, self-contained, not trimmed, not composite", "relais-whole", "-p:PublishTrimmed=false", "-p:PublishReadyToRunComposite=false");

    /// <summary>The same without a runtime of its own: it needs .NET on the machine, as the bare app by default does.</summary>
    public static Task<PublishedApp> RelaisFrameworkDependentAsync() =>
        RelaisAsync("Relais, framework-dependent, ReadyToRun", "relais-dependent", "-p:SelfContained=false");

    /// <summary>The package that is made of it, in megabytes.</summary>
    public async Task<double> PackAsync()
    {
        var zip = Path.Combine(Place, "relais.zip");
        await DotnetAsync(Checkout.Root, "run", "infra/Pack.cs", "--", Path.GetDirectoryName(Command)!, zip);
        return new FileInfo(zip).Length / 1e6;
    }

    /// <summary>The product as it was built for this benchmark: nothing is published, and it is compiled as it runs.</summary>
    public static PublishedApp RelaisAsBuilt() => new("Relais as built, framework-dependent, JIT", Path.Combine(AppContext.BaseDirectory, "Relais"));

    private static async Task<PublishedApp> RelaisAsync(string what, string name, params string[] settings)
    {
        var app = Path.Combine(Place, name);
        await DotnetAsync(
            Checkout.Root, ["publish", "functions", "-c", "Release", "-r", Runtime, "-o", app, "--artifacts-path", Path.Combine(Place, "build-" + name), .. settings]);
        return new PublishedApp(what, Path.Combine(app, "Relais"));
    }

    /// <summary>What `dotnet new web` gives: framework-dependent, compiled as it runs.</summary>
    public static Task<PublishedApp> BareAsync() => BareAsync("bare web, framework-dependent, JIT");

    /// <summary>What `dotnet new web` gives, published with the product's settings.</summary>
    public static Task<PublishedApp> BareAheadAsync() => BareAsync(
        "bare web as Relais is published", "-r", Runtime, "--self-contained", "-p:PublishReadyToRun=true", "-p:PublishTrimmed=true", "-p:PublishReadyToRunComposite=true");

    private static async Task<PublishedApp> BareAsync(string what, params string[] settings)
    {
        // Outside of the repository, so that none of its settings reach in.
        var place = Path.Combine(Path.GetTempPath(), "relais-benchmarks", settings.Length == 0 ? "bare" : "bare-ahead");
        var (project, app) = (Path.Combine(place, "bare"), Path.Combine(place, "app"));
        if (!Directory.Exists(project))
        {
            await DotnetAsync(Path.GetTempPath(), "new", "web", "-o", project, "--no-restore");
        }

        await DotnetAsync(project, ["publish", "-c", "Release", "-o", app, .. settings]);
        return new PublishedApp(what, Path.Combine(app, "bare"));
    }

    /// <exception cref="InvalidOperationException">The command failed; the message is what it said.</exception>
    private static async Task DotnetAsync(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        // What `dotnet run` tells its child must not reach another build.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} failed: {said}");
        }
    }
}
