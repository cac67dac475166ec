using System.Text.Json;
using Relais.Hosting.Local;

namespace Relais.Hosting;

/// <summary>Writes every function down as the Functions host reads it: one folder each, with its function.json.</summary>
public static class FunctionManifest
{
    private const string FileName = "function.json";

    /// <summary>Writes <c>{directory}/{FunctionName}/function.json</c> for every function, and takes away those of functions that are no more.</summary>
    /// <param name="services">The built app's services, after its groups were mapped.</param>
    /// <param name="directory">Where host.json lies.</param>
    /// <exception cref="InvalidOperationException">The Functions host could not run what is declared; the message lists every fault.</exception>
    public static async Task WriteAsync(IServiceProvider services, string directory)
    {
        var catalog = services.GetRequiredService<FunctionCatalog>();
        var faults = Faults(catalog).ToArray();
        if (faults.Length > 0) throw new InvalidOperationException(string.Join(Environment.NewLine, faults));
        var prefix = services.GetRequiredService<IConfiguration>()["Relais:Prefix"];
        var onBus = services.GetRequiredService<HostingMode>().IsOnServiceBus;
        foreach (var function in All(catalog))
        {
            var folder = Directory.CreateDirectory(Path.Combine(directory, function.Name));
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, FileName), Describe(function, prefix, onBus));
        }
        RemoveOthers(directory, All(catalog).Select(function => function.Name).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>What the Functions host would stumble over, a sentence each.</summary>
    internal static IEnumerable<string> Faults(FunctionCatalog catalog)
    {
        foreach (var timer in catalog.Timers)
        {
            var schedule = timer.Trigger.Schedule;
            if (!schedule.Contains('%', StringComparison.Ordinal) && !TimerSchedule.TryParse(schedule, out _, out var reason)) yield return $"{timer.Name}: {reason}.";
        }
        foreach (var http in catalog.Http)
        {
            var first = http.Route.Split('/')[0];
            // The handler's doors are the functions' names: from outside, nothing may be proxied to them.
            if (catalog.Triggered.FirstOrDefault(function => string.Equals(function.Name, first, StringComparison.OrdinalIgnoreCase)) is { } reached)
                yield return $"{http.Name}: the route '{http.Route}' would let anybody call the function {reached.Name}.";
        }
    }

    internal static byte[] Describe(FunctionDeclaration function, string? prefix, bool onBus)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartArray("bindings");
            switch (function)
            {
                case TimerFunction timer:
                    Begin(json, "timerTrigger", "in", timer.Parameter);
                    json.WriteString("schedule", timer.Trigger.Schedule);
                    json.WriteBoolean("runOnStartup", timer.Trigger.RunOnStartup);
                    json.WriteBoolean("useMonitor", timer.Trigger.UseMonitor);
                    json.WriteEndObject();
                    break;
                case QueueFunction queue:
                    Begin(json, onBus ? "serviceBusTrigger" : "queueTrigger", "in", queue.Parameter);
                    json.WriteString("queueName", string.IsNullOrEmpty(prefix) ? queue.Queue : $"{prefix}-{queue.Queue}");
                    json.WriteString("connection", onBus ? FunctionQueues.BusConnection : "AzureWebJobsStorage");
                    if (onBus)
                    {
                        // One at a time: an answer is one message's success, which the host then completes.
                        json.WriteString("cardinality", "one");
                        json.WriteBoolean("autoCompleteMessages", true);
                    }

                    // Without it a message arrives quoted twice, and its members overwrite those of the trigger.
                    json.WriteString("dataType", "binary");
                    json.WriteEndObject();
                    break;
                case HttpFunction http:
                    Begin(json, "httpTrigger", "in", "req");
                    // The endpoints ask for keys of their own: the host lets everybody through.
                    json.WriteString("authLevel", "anonymous");
                    json.WriteString("route", http.Route + "/{*rest}");
                    json.WriteEndObject();
                    // Exactly this pair, in and out, makes the host proxy the request as it came.
                    Begin(json, "http", "out", "res");
                    json.WriteEndObject();
                    break;
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static IEnumerable<FunctionDeclaration> All(FunctionCatalog catalog) => [.. catalog.Triggered, .. catalog.Http];

    private static void Begin(Utf8JsonWriter json, string type, string direction, string name)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("direction", direction);
        json.WriteString("name", name);
    }

    private static void RemoveOthers(string directory, HashSet<string> names)
    {
        foreach (var folder in Directory.EnumerateDirectories(directory).Where(folder => !names.Contains(Path.GetFileName(folder))))
        {
            var file = Path.Combine(folder, FileName);
            if (!File.Exists(file)) continue;
            File.Delete(file);
            if (!Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
        }
    }
}
