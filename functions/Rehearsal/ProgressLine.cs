using System.Text;

namespace Relais.Rehearsal;

/// <summary>A bar that shows how far a rehearsal is, below whatever is printed meanwhile; where nobody looks on, it is left out.</summary>
public sealed class ProgressLine(TextWriter output, bool isWatched) : TextWriter
{
    private const int Width = 40;

    private readonly Lock gate = new();
    private string shown = "";

    public override Encoding Encoding => output.Encoding;

    /// <summary>Shows this share of the whole, and a few words beside it.</summary>
    public void Show(double share, string words)
    {
        if (!isWatched)
        {
            return;
        }

        var done = (int)(Math.Clamp(share, 0, 1) * Width);
        lock (gate)
        {
            Replace($"  [{new string('#', done)}{new string('.', Width - done)}] {words}");
        }
    }

    /// <summary>Takes the bar away.</summary>
    public void Clear()
    {
        lock (gate)
        {
            Replace("");
        }
    }

    public override void Write(char value) => output.Write(value);

    public override void WriteLine(string? value)
    {
        lock (gate)
        {
            var bar = shown;
            Replace("");
            output.WriteLine(value);
            Replace(bar);
        }
    }

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }

    public override Task WriteLineAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default) => WriteLineAsync(buffer.ToString());

    private void Replace(string bar)
    {
        if (shown.Length > 0)
        {
            output.Write('\r' + new string(' ', shown.Length) + '\r');
        }

        output.Write(bar);
        output.Flush();
        shown = bar;
    }
}
