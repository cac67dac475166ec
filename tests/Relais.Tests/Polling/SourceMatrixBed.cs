using Microsoft.Extensions.DependencyInjection;
using Relais.Http;
using Relais.Momentum;
using Relais.Polling;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>One cell of the matrix: a source that is polled by the real function and kept in the real store, behind a line that can be made to fail.</summary>
internal sealed class SourceMatrixBed : IAsyncDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly Line line;
    private readonly HandClock clock = new() { Now = Noon };
    private readonly MinuteCounts published = new();
    private readonly HashSet<DateOnly> publishedDays = [];
    private OutboundHttp? http;
    private PollSource? poll;

    private SourceMatrixBed(RelaisApp app)
    {
        App = app;
        line = new Line(Outside);
    }

    public RelaisApp App { get; }

    public Outside Outside { get; } = new();

    /// <summary>The hashtag of this cell, which no other has.</summary>
    public string Tag { get; } = Azurite.NewName("cell");

    public SourceColumn Column { get; private set; } = null!;

    public DateTimeOffset Now => clock.Now;

    public int Requests => line.Requests;

    public static async Task<SourceMatrixBed> StartAsync(RelaisApp app, string column)
    {
        var bed = new SourceMatrixBed(app);
        bed.Column = await SourceColumn.All[column](bed);
        bed.http = new OutboundHttp(bed.line, new OutboundSettings { AllowLoopback = true }, bed.clock);

        // Whatever else the function needs is the app's own.
        bed.poll = ActivatorUtilities.CreateInstance<PollSource>(app.Get<IServiceProvider>(), (object)new[] { bed.Column.Open(bed.http) }, bed.clock);
        return bed;
    }

    public void Publish(DateTimeOffset at)
    {
        Column.Publish(at);
        publishedDays.Add(DateOnly.FromDateTime(at.UtcDateTime));
        if (Column.BringsSignals)
        {
            published.Add(at, 1);
        }
    }

    /// <summary>What was said of the day from then on was believed.</summary>
    public void Believe(DateTimeOffset told) => publishedDays.Remove(DateOnly.FromDateTime(told.UtcDateTime));

    /// <summary>From now on every request meets this, whatever it asks for.</summary>
    public void Break(SourceFault fault) => line.Instead = (request, token) => fault.Answers(this)(request, token);

    public void Mend() => line.Instead = null;

    public Task PollAsync(DateTimeOffset at)
    {
        clock.Now = at;
        return poll!.RunAsync(new PollDue(Column.Query, [], Column.Since), CancellationToken.None);
    }

    public Task<Cursor> CursorAsync() => App.Get<SignalStore>().ReadCursorAsync(Column.Query.Key, CancellationToken.None);

    public Task<IReadOnlyList<Gap>> GapsAsync() =>
        App.Get<SignalStore>().ReadGapsAsync(Column.Query.Key, Noon.AddDays(-1), Noon.AddDays(10), CancellationToken.None);

    /// <summary>Everything published stands in its own minute, once.</summary>
    public async Task ExpectAllCountedAsync()
    {
        var counts = await App.Get<SignalStore>().ReadCountsAsync(Column.Query.Key, Noon.AddDays(-1), Noon.AddDays(10), CancellationToken.None);
        Assert.Equal(published.Minutes, counts.Minutes);
        Assert.Equal(published.Total, (await CursorAsync()).Signals);
        await ExpectSharesAsync();
    }

    // Of a source that brings no signals: the share of each day on which something was published and that is no gap.
    private async Task ExpectSharesAsync()
    {
        var lost = (await GapsAsync()).Where(gap => !gap.Recovered).ToArray();
        var expected = Column.BringsSignals ? [] : publishedDays.Order()
            .Where(day => !lost.Any(gap => gap.From <= StartOf(day) && gap.Until > StartOf(day))).Select(day => new Share(day, 25, 12, IsCut: false));
        var kept = await App.Get<ShareStore>().ReadAsync(Column.Query.Key, DateOnly.MinValue, DateOnly.MaxValue, CancellationToken.None);
        Assert.Equal(expected, kept.Where(share => share.Of is not null));
    }

    private static DateTimeOffset StartOf(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    /// <summary>Takes the request; the time allowed for its answer then runs out.</summary>
    public async Task<HttpResponseMessage> HangsAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        clock.RunOut();
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return new HttpResponseMessage();
    }

    public async ValueTask DisposeAsync()
    {
        await Column.DisposeAsync();
        http!.Dispose();
        line.Dispose();
        Assert.Empty(Outside.Unexpected);
    }

    private sealed class Line(HttpMessageHandler network) : DelegatingHandler(network)
    {
        public int Requests { get; private set; }

        public Outside.Stranger? Instead { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            return Instead is { } instead ? instead(request, cancellationToken) : base.SendAsync(request, cancellationToken);
        }
    }

    // A limit of time ends when it is told to, and never by itself.
    private sealed class HandClock : TimeProvider
    {
        private Action? runOut;

        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            runOut = () => callback(state);
            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public void RunOut() => runOut!();
    }
}
