using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Relais.Tests.Story;

/// <summary>Keeps every line that the app logs, at every level.</summary>
internal sealed class StoryLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> lines = new();

    public IReadOnlyList<string> Lines => [.. lines.Select(line => line.Text)];

    public IReadOnlyList<string> Errors => [.. lines.Where(line => line.Level >= LogLevel.Error).Select(line => line.Text)];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue((logLevel, exception is null ? formatter(state, null) : $"{formatter(state, exception)} {exception}"));

    public void Dispose()
    {
    }
}
