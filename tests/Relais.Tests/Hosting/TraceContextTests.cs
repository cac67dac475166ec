using System.Diagnostics;
using System.Text;
using Relais.Hosting.Telemetry;

namespace Relais.Tests.Hosting;

/// <summary>The trace in front of a message: put in, taken out again, and nothing else of the message changed.</summary>
public sealed class TraceContextTests
{
    [Theory]
    [InlineData("""{"text":"a, \"b\"","copies":1}""")]
    [InlineData("""{"with":{"traceparent":"x"}}""")]
    [InlineData("{}")]
    public void What_was_put_in_is_taken_out_and_the_message_is_as_it_was(string json)
    {
        using var span = new Activity("send").SetIdFormat(ActivityIdFormat.W3C).Start();

        var sent = TraceContext.Put(Encoding.UTF8.GetBytes(json), span);
        var read = TraceContext.Take(sent, out var sender);

        Assert.StartsWith($$"""{"traceparent":"{{span.Id}}" """.TrimEnd(), Encoding.UTF8.GetString(sent), StringComparison.Ordinal);
        Assert.Equal(json, Encoding.UTF8.GetString(read.Span));
        Assert.Equal((span.TraceId, span.SpanId, true), (sender.TraceId, sender.SpanId, sender.IsRemote));
    }

    [Fact]
    public void A_trace_makes_a_message_72_bytes_longer()
    {
        using var span = new Activity("send").SetIdFormat(ActivityIdFormat.W3C).Start();

        Assert.Equal(72 + 12, TraceContext.Put("""{"text":"a"}"""u8.ToArray(), span).Length);
    }

    [Fact]
    public void The_state_of_a_trace_goes_along_and_one_too_long_does_not()
    {
        using var span = new Activity("send").SetIdFormat(ActivityIdFormat.W3C).Start();
        span.TraceStateString = "vendor=\"quoted\"";
        Assert.Equal("""{"text":"a"}""", Encoding.UTF8.GetString(TraceContext.Take(TraceContext.Put("""{"text":"a"}"""u8.ToArray(), span), out var sender).Span));
        Assert.Equal("vendor=\"quoted\"", sender.TraceState);

        span.TraceStateString = "vendor=" + new string('x', 600);
        TraceContext.Take(TraceContext.Put("""{"text":"a"}"""u8.ToArray(), span), out sender);
        Assert.Equal((span.TraceId, null), (sender.TraceId, sender.TraceState));
    }

    [Fact]
    public void Without_a_span_nothing_is_put_in()
    {
        var message = """{"text":"a"}"""u8.ToArray();

        Assert.Same(message, TraceContext.Put(message, null));
    }

    [Theory]
    [InlineData("""{"text":"a"}""")]
    [InlineData("""{"text":"a","traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}""")]
    [InlineData("""{"traceparent":5,"text":"a"}""")]
    [InlineData("""{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" """)]
    [InlineData("""["traceparent"]""")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("\u0000")]
    public void What_holds_no_trace_is_left_to_whoever_reads_it(string json)
    {
        var read = TraceContext.Take(Encoding.UTF8.GetBytes(json), out var sender);

        Assert.Equal((json, default), (Encoding.UTF8.GetString(read.Span), sender));
    }

    [Theory]
    [InlineData("""{"traceparent":"","text":"a"}""")]
    [InlineData("""{"traceparent":"00-zz","text":"a"}""")]
    [InlineData("""{ "traceparent" : "none" , "text":"a"}""")]
    public void A_trace_that_cannot_be_read_is_none_and_the_message_is_read_all_the_same(string json)
    {
        var read = TraceContext.Take(Encoding.UTF8.GetBytes(json), out var sender);

        Assert.Equal((default, """{"text":"a"}"""), (sender, Encoding.UTF8.GetString(read.Span).Replace(" ", "", StringComparison.Ordinal)));
    }
}
