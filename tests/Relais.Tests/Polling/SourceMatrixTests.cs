using Relais.Polling.Sources;
using Relais.Tests.Story;

namespace Relais.Tests.Polling;

/// <summary>Every failure at every source, by the table: when it is asked again, when a gap opens, what a person reads, and that nothing is lost.</summary>
public sealed class SourceMatrixTests(RelaisFixture fixture) : IClassFixture<RelaisFixture>
{
    // The app's own wait after one or two failures, whatever it adds so that not all come back at once.
    private static readonly TimeSpan LongestOwnWait = TimeSpan.FromMinutes(4);

    public static TheoryData<string, string> Cells
    {
        get
        {
            var cells = new TheoryData<string, string>();
            foreach (var (source, fault) in SourceMatrix.Cells)
            {
                cells.Add(source, fault);
            }

            return cells;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Cells))]
    public async Task A_failure_has_its_quiet_its_gap_and_its_reason_and_loses_nothing(string source, string fault)
    {
        var cell = SourceMatrix.Cell(source, fault);
        await using var bed = await SourceMatrixBed.StartAsync(fixture.App, source);
        bed.Publish(SourceMatrixBed.Noon.AddMinutes(-30));
        await bed.PollAsync(SourceMatrixBed.Noon);
        var told = (await bed.CursorAsync()).AskedUntil!.Value;
        bed.Break(SourceFault.Named(fault));
        if (cell.Gap == GapOpens.Never)
        {
            await ExpectAnswerAsync(bed, cell, told);
            return;
        }

        var blindAt = await FailTwiceAsync(bed, cell, told);
        bed.Publish(blindAt.AddSeconds(10));
        bed.Mend();

        var turn = bed.Column.Turn;

        // Said twice, and asked once more: what was read is read again nowhere.
        await bed.PollAsync(blindAt + turn);
        var mended = await bed.CursorAsync();
        await bed.PollAsync(blindAt + turn);
        Assert.Equal((null, 0, null), (mended.Reason, mended.Failures, mended.BlindSince));
        await bed.PollAsync(blindAt + (2 * turn));
        await bed.ExpectAllCountedAsync();
        var gap = Assert.Single(await bed.GapsAsync());
        Assert.Equal((told, mended.AskedUntil, cell.Reason, bed.Column.StillTells(blindAt + turn - told)), (gap.From, gap.Until, gap.Reason, gap.Recovered));
    }

    [SkippableFact]
    public void Every_source_has_a_column_and_every_column_a_cell_for_every_failure()
    {
        Assert.Empty(fixture.App.Get<IEnumerable<ISource>>().Select(source => source.Kind).Except(SourceColumn.All.Keys));
        Assert.Equal(SourceColumn.All.Keys.SelectMany(source => SourceFault.All.Select(fault => (source, fault.Name))), SourceMatrix.Cells);
    }

    /// <summary>Answers when the second quiet ends.</summary>
    private static async Task<DateTimeOffset> FailTwiceAsync(SourceMatrixBed bed, SourceCell cell, DateTimeOffset told)
    {
        var first = SourceMatrixBed.Noon + bed.Column.Turn;
        var at = first;
        foreach (var failures in new[] { 1, 2 })
        {
            bed.Publish(told.AddMinutes(failures));
            await bed.PollAsync(at);
            var cursor = await bed.CursorAsync();
            Assert.Equal((cell.Reason, failures, told), (cursor.Reason, cursor.Failures, cursor.AskedUntil));
            var gaps = await bed.GapsAsync();
            Assert.Equal(cell.Gap == GapOpens.AtOnce || failures == 2 ? [(told, null, cell.Reason!)] : [], gaps.Select(gap => (gap.From, gap.Until, gap.Reason)));

            var quiet = cursor.QuietUntil!.Value;
            if (cell.QuietMinutes is { } minutes)
            {
                Assert.Equal(at.AddMinutes(minutes), quiet);
            }
            else
            {
                Assert.InRange(quiet, at.AddSeconds(10), at + LongestOwnWait);
            }

            // Whoever organises is told at once, or where it lasts.
            Assert.Equal(cell.Gap == GapOpens.AtOnce, cursor.StoppedSince(at) is not null);
            Assert.NotNull(cursor.StoppedSince(first + bed.Column.Turn + TimeSpan.FromHours(1)));

            // Not a second before: whoever asked for quiet has it.
            var before = bed.Requests;
            await bed.PollAsync(quiet.AddSeconds(-1));
            Assert.Equal(before, bed.Requests);
            at = quiet;
        }

        return at;
    }

    private static async Task ExpectAnswerAsync(SourceMatrixBed bed, SourceCell cell, DateTimeOffset told)
    {
        var meanwhile = told.AddMinutes(1);
        if (!cell.IsBelieved)
        {
            bed.Publish(meanwhile);
        }

        var turn = bed.Column.Turn;
        await bed.PollAsync(SourceMatrixBed.Noon + turn);
        var cursor = await bed.CursorAsync();
        Assert.Equal((null, 0, bed.Column.QuietAfter(SourceMatrixBed.Noon + turn)), (cursor.Reason, cursor.Failures, cursor.QuietUntil));
        bed.Mend();
        if (cell.IsBelieved)
        {
            bed.Column.Publish(meanwhile);
            bed.Believe(told);
        }

        await bed.PollAsync(SourceMatrixBed.Noon + (2 * turn));
        await bed.PollAsync(SourceMatrixBed.Noon + (3 * turn));
        await bed.ExpectAllCountedAsync();
        Assert.Empty(await bed.GapsAsync());
    }
}
