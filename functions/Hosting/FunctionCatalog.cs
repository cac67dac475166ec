using System.Text.RegularExpressions;

namespace Relais.Hosting;

/// <summary>Every function of this app by name: timers and queues as they were registered, HTTP groups as they are mapped.</summary>
internal sealed partial class FunctionCatalog
{
    private readonly List<HttpFunction> http = [];
    private readonly HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);

    public FunctionCatalog(IEnumerable<TimerFunction> timers, IEnumerable<QueueFunction> queues)
    {
        Timers = [.. timers];
        Queues = [.. queues];
        foreach (var function in Triggered) Claim(function.Name);
        var twice = Queues.GroupBy(queue => queue.Queue, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new InvalidOperationException($"Queue '{twice.Key}' is drained by {string.Join(" and ", twice.Select(queue => queue.Name))}; one must.");
    }

    public IReadOnlyList<TimerFunction> Timers { get; }
    public IReadOnlyList<QueueFunction> Queues { get; }
    public IReadOnlyList<HttpFunction> Http => http;
    public IEnumerable<FunctionDeclaration> Triggered => [.. Timers, .. Queues];

    public void AddHttp(HttpFunction function)
    {
        // The host refuses routes of its own by prefix, so "administrators" is refused too (facts: host ValidateHttpFunction).
        var first = function.Route.Split('/')[0];
        if (first.Length == 0 || first.Contains('{', StringComparison.Ordinal))
            throw new InvalidOperationException($"Function '{function.Name}': route '{function.Route}' must begin with a fixed word.");
        if (first.StartsWith("admin", StringComparison.OrdinalIgnoreCase) || first.StartsWith("runtime", StringComparison.OrdinalIgnoreCase))
            throw new InvalidOperationException($"Function '{function.Name}': routes beginning with 'admin' or 'runtime' belong to the Functions host.");
        if (http.Find(other => string.Equals(other.Route, function.Route, StringComparison.OrdinalIgnoreCase)) is { } same)
            throw new InvalidOperationException($"Functions '{same.Name}' and '{function.Name}' share the route '{function.Route}'.");
        Claim(function.Name);
        http.Add(function);
    }

    private void Claim(string name)
    {
        if (!FunctionName().IsMatch(name) || string.Equals(name, "host", StringComparison.OrdinalIgnoreCase))
            throw new InvalidOperationException($"'{name}' is not a function name: a letter, then up to 127 letters, digits, '_' or '-', and not 'host'.");
        if (!names.Add(name)) throw new InvalidOperationException($"Two functions are named '{name}'.");
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,127}$")]
    private static partial Regex FunctionName();
}
