using Relais.Polling;

namespace Relais.Tests.Polling;

/// <summary>Files of arrivals that once happened.</summary>
public sealed class ReplayTapeTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"relais-{Environment.ProcessId}-{Azurite.NewName("tape")}.txt");

    [Fact]
    public void A_post_id_carries_its_own_millisecond_and_stands_for_one_arrival()
    {
        Write("1214128021443784705", "", "  1214127898588368896  ", "1214128021443784705");

        var tape = ReplayTape.FromPostIds(path);

        Assert.Equal(
            [("2020-01-06T10:13:43.086", 1, "1214127898588368896"), ("2020-01-06T10:14:12.377", 1, "1214128021443784705")],
            tape.Arrivals.Select(arrival => (arrival.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff"), arrival.Signals, arrival.PostId!)));
    }

    [Fact]
    public void Counts_are_read_in_the_order_of_their_time_with_or_without_a_first_line_of_names()
    {
        Write("timestamp,value", "2015-02-26 21:47:53,104", "2015-02-26T21:42:53+01:00,0", "2015-02-26 21:42:53,12.0");

        Assert.Equal(
            [("2015-02-26 20:42", 0), ("2015-02-26 21:42", 12), ("2015-02-26 21:47", 104)],
            ReplayTape.FromCounts(path).Arrivals.Select(arrival => (arrival.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm"), arrival.Signals)));
    }

    [Fact]
    public void The_same_arrivals_have_the_same_name()
    {
        Write("1214128021443784705");
        var first = ReplayTape.FromPostIds(path).Name;
        Write("1214128021443784705");
        Assert.Equal(first, ReplayTape.FromPostIds(path).Name);
        Write("1214128021443784706");
        Assert.NotEqual(first, ReplayTape.FromPostIds(path).Name);
    }

    [Theory]
    [InlineData("12141280214x")]
    [InlineData("-1")]
    [InlineData("+1214128021443784705")]
    [InlineData("1,214")]
    [InlineData("9223372036854775808")] // the sign bit is never set in an id
    [InlineData("99999999999999999999999")]
    public void A_line_that_is_no_post_id_is_named(string line)
    {
        Write("1214128021443784705", line);
        Assert.Equal($"{path}, line 2: not a post id.", Assert.Throws<FormatException>(() => ReplayTape.FromPostIds(path)).Message);
    }

    [Theory]
    [InlineData("2015-02-26 21:42:53")]
    [InlineData("2015-02-26 21:42:53,1,2")]
    [InlineData("yesterday,1")]
    [InlineData("2015-02-26 21:42:53,many")]
    [InlineData("2015-02-26 21:42:53,-1")]
    [InlineData("2015-02-26 21:42:53,NaN")]
    [InlineData("2015-02-26 21:42:53,3e9")]
    [InlineData("timestamp,value")]
    public void A_line_that_is_no_count_is_named(string line)
    {
        Write("timestamp,value", "2015-02-26 21:37:53,1", line);
        Assert.Equal($"{path}, line 3: not `timestamp,value` with a value of 0 or more.", Assert.Throws<FormatException>(() => ReplayTape.FromCounts(path)).Message);
    }

    [Fact]
    public void A_file_without_arrivals_is_refused()
    {
        Write("", "  ");
        Assert.Equal($"{path} holds no arrivals.", Assert.Throws<FormatException>(() => ReplayTape.FromPostIds(path)).Message);
        Write("timestamp,value");
        Assert.Equal($"{path} holds no arrivals.", Assert.Throws<FormatException>(() => ReplayTape.FromCounts(path)).Message);
    }

    [Fact]
    public void A_file_that_is_not_there_is_said_so() => Assert.Throws<FileNotFoundException>(() => ReplayTape.FromPostIds(path));

    public void Dispose() => File.Delete(path);

    private void Write(params string[] lines) => File.WriteAllLines(path, lines);
}
