using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Relais.Hosting;
using Relais.Hosting.Worker;

namespace Relais.Tests.Hosting;

/// <summary>What the sample functions were told, in order, and how they are to behave.</summary>
public sealed class SampleJournal
{
    private TaskCompletionSource written = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> lines = new();

    /// <summary>Called with each line before the function returns: throws or waits for the test.</summary>
    public Func<string, CancellationToken, Task> Behave { get; set; } = (_, _) => Task.CompletedTask;

    public IReadOnlyList<string> Lines => [.. lines];

    public async Task WriteAsync(string line, CancellationToken stop)
    {
        lines.Enqueue(line);
        Interlocked.Exchange(ref written, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        await Behave(line, stop);
    }

    /// <summary>Waits until so many lines were written.</summary>
    public async Task<IReadOnlyList<string>> UntilAsync(int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var next = Volatile.Read(ref written).Task;
            if (lines.Count >= count) return Lines;
            await next.WaitAsync(limit.Token);
        }
    }
}

/// <summary>A message as a room would declare it.</summary>
public sealed record Letter(string Text, int Copies = 0);

/// <summary>Another message, so that one function can feed another.</summary>
public sealed record Copy(string Text);

/// <summary>A message whose queue is named by a setting.</summary>
public sealed record Note(string Text);

/// <summary>A message whose queue is named by a setting that nobody set.</summary>
public sealed record Bill(string Text);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Letter))]
[JsonSerializable(typeof(Copy))]
[JsonSerializable(typeof(Note))]
[JsonSerializable(typeof(Bill))]
internal sealed partial class SampleJson : JsonSerializerContext;

public sealed class CountHours(SampleJournal journal, TimeProvider clock)
{
    [Function(nameof(CountHours))]
    public Task RunAsync([TimerTrigger("0 0 * * * *")] TimerInfo timer, CancellationToken stop) =>
        journal.WriteAsync($"hour {clock.GetUtcNow():MM-dd HH:mm}{(timer.IsPastDue ? " past due" : "")}", stop);
}

public sealed class ReadLetters(SampleJournal journal, MessageQueue<Copy> copies)
{
    [Function(nameof(ReadLetters))]
    public async Task<int> RunAsync([QueueTrigger("letters")] Letter letter, CancellationToken stop)
    {
        await journal.WriteAsync($"letter {letter.Text}", stop);
        for (var copy = 1; copy <= letter.Copies; copy++) await copies.SendAsync(new Copy($"{letter.Text}{copy}"), cancellationToken: stop);
        return letter.Copies;
    }
}

public sealed class FileCopies(SampleJournal journal)
{
    [Function(nameof(FileCopies))]
    public Task RunAsync([QueueTrigger("copies")] Copy copy) => journal.WriteAsync($"copy {copy.Text}", CancellationToken.None);
}

public sealed class ReadNotes(SampleJournal journal)
{
    [Function(nameof(ReadNotes))]
    public Task RunAsync([QueueTrigger("%NOTES%")] Note note, CancellationToken stop) => journal.WriteAsync($"note {note.Text}", stop);
}

public sealed class ReadBills(SampleJournal journal)
{
    [Function(nameof(ReadBills))]
    public Task RunAsync([QueueTrigger("%BILLS%")] Bill bill, CancellationToken stop) => journal.WriteAsync($"bill {bill.Text}", stop);
}

public sealed class CountNever(SampleJournal journal)
{
    [Function(nameof(CountNever))]
    public Task RunAsync([TimerTrigger("%NEVER%")] TimerInfo timer, CancellationToken stop) => journal.WriteAsync("never", stop);
}
