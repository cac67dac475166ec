using System.Diagnostics;
using System.Text.Json;

namespace Relais.Tests;

/// <summary>Runs a script of the tests in Node, with packages of strangers, and reads the JSON that it prints; skips the test where they are not installed.</summary>
internal static class NodeScript
{
    /// <param name="path">From the project of the tests: `Notifications/webpush.mjs`.</param>
    /// <param name="package">What it needs from npm; empty for nothing.</param>
    public static async Task<JsonElement> RunAsync(string path, string package, params string[] arguments)
    {
        using var node = Start(path, package, arguments);
        var errors = node.StandardError.ReadToEndAsync();
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        var said = await errors;
        Assert.True(node.ExitCode == 0, $"{path} ended with {node.ExitCode}: {said}");
        return JsonDocument.Parse(output).RootElement;
    }

    public static Process Start(string path, string package, params string[] arguments)
    {
        Skip.IfNot(Directory.Exists(Path.Combine(Repository.Root, "node_modules", package)), $"The package {package} is not installed: run npm ci.");
        var start = new ProcessStartInfo("node") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(Repository.Root, "tests", "Relais.Tests", path));
        Array.ForEach(arguments, start.ArgumentList.Add);
        return Process.Start(start)!;
    }
}
