using System.Diagnostics;

namespace Relais.EndToEndTests;

/// <summary>One run of the app in a process of its own: what it said on its console, and how it ended. It does not outlive the test.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    /// <summary>The keys of every process that a test starts without naming others.</summary>
    public const string Keys = "VGhlIGtleSBvZiBldmVyeSB0ZXN0OiBubyBzZWNyZXQ=";

    // What a developer's shell, the test host or an earlier experiment may have set is not meant for the app under test.
    private static readonly string[] NotInherited = ["ASPNETCORE_", "AzureWebJobs", "FUNCTIONS_", "WEBSITE_", "Relais", "Http", "Polling", "Logging", "URLS"];

    private readonly Process process;
    private readonly List<string> lines = [];
    private readonly Lock gate = new();
    private TaskCompletionSource said = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AppProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <summary>Everything said so far, both streams, in the order in which it was heard.</summary>
    public string Output
    {
        get
        {
            lock (gate)
            {
                return string.Join('\n', lines);
            }
        }
    }

    public static AppProcess Start(string executable, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> environment, string? directory = null)
    {
        var start = new ProcessStartInfo(executable, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? Path.GetTempPath(),
        };
        foreach (var name in start.Environment.Keys.Where(name => NotInherited.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["Secrets__Keys"] = Keys;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new AppProcess(Process.Start(start)!);
    }

    /// <summary>The first line that meets a condition; fails when the process ends, or the deadline passes, without one.</summary>
    public async Task<string> SaysAsync(string what, Func<string, bool> isMeant, TimeSpan? deadline = null)
    {
        var begun = Deadline.Now();
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (lines.Find(line => isMeant(line)) is { } found)
                {
                    return found;
                }

                next = said.Task;
            }

            if (process.HasExited)
            {
                // What was said last may still be on its way through the pipe.
                await process.WaitForExitAsync();
                Assert.True(Output.Split('\n').Any(isMeant), $"The app ended with code {process.ExitCode} and did not say {what}. It said:\n{Output}");
                continue;
            }

            Deadline.Check(begun, deadline, () => $"The app did not say {what} in time. It said:\n{Output}");
            await Task.WhenAny(next, Task.Delay(Deadline.LookAgain, TimeProvider.System));
        }
    }

    /// <summary>Whether the process ends by itself before the token is cancelled.</summary>
    public async Task<bool> HasEndedByAsync(CancellationToken limit)
    {
        await process.WaitForExitAsync(limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return process.HasExited;
    }

    /// <summary>Waits for the end and gives the exit code.</summary>
    public async Task<int> EndsAsync(TimeSpan? deadline = null)
    {
        using var limit = new CancellationTokenSource(deadline ?? Deadline.Usual, TimeProvider.System);
        Assert.True(await HasEndedByAsync(limit.Token), $"The app did not end in time. It said:\n{Output}");
        return process.ExitCode;
    }

    /// <summary>SIGKILL: nothing is flushed, nobody is told.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (gate)
        {
            lines.Add(line);
            said.TrySetResult();
            said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
