using System.Text;
using System.Text.Json;
using Relais.Hosting;
using Relais.Hosting.Worker;

namespace Relais.Tests.Hosting;

/// <summary>The host's payloads as its documentation and its code show them.</summary>
public sealed class InvocationEnvelopeTests
{
    [Theory]
    [InlineData("""{"Data":{"msg":"eyJ0d2VldElkIjoiMSJ9"},"Metadata":{}}""", """{"tweetId":"1"}""")] // dataType binary
    [InlineData("""{"Data":{"msg":"\"{\\\"tweetId\\\":\\\"1\\\"}\""},"Metadata":{}}""", """{"tweetId":"1"}""")] // a string: JSON inside JSON
    [InlineData("""{"Data":{"msg":"\"hello\""},"Metadata":{}}""", "hello")]
    [InlineData("""{"Data":{"msg":"\"\\\"hello\\\"\""},"Metadata":{}}""", "\"hello\"")] // exactly once more, not twice
    [InlineData("""{"Data":{"msg":"{\"tweetId\":\"1\"}"},"Metadata":{}}""", """{"tweetId":"1"}""")] // as the public page shows it
    [InlineData("""{"Data":{"msg":{"tweetId":"1"}},"Metadata":{}}""", """{"tweetId":"1"}""")]
    [InlineData("""{"Data":{"msg":"[\"a\",\"b\"]"}}""", """["a","b"]""")] // a list is a string that holds JSON
    [InlineData("""{"Data":{"msg":"w6nDqQ=="}}""", "éé")]
    [InlineData("""{"Data":{"Msg":"MQ=="}}""", "1")]
    public void A_message_is_read_as_it_was_sent(string envelope, string expected)
    {
        Assert.True(InvocationEnvelope.TryReadMessage(Parse(envelope), "msg", out var body, out _));
        Assert.Equal(expected, Encoding.UTF8.GetString(body.Span));
    }

    [Fact]
    public void Bytes_that_are_no_text_arrive_unchanged()
    {
        byte[] sent = [0, 255, 254, 128];
        Assert.True(InvocationEnvelope.TryReadMessage(Parse($$$"""{"Data":{"msg":"{{{Convert.ToBase64String(sent)}}}"}}"""), "msg", out var body, out _));
        Assert.Equal(sent, body.ToArray());
    }

    [Theory]
    [InlineData("""{"Data":{"other":"MQ=="}}""", "Data.msg: is missing.")]
    [InlineData("""{"Metadata":{}}""", "Data: must be an object.")]
    [InlineData("""{"Data":[]}""", "Data: must be an object.")]
    [InlineData("""[]""", "Data: must be an object.")]
    [InlineData("""7""", "Data: must be an object.")]
    [InlineData("""{"Data":{"msg":"null"}}""", "Data.msg: must be a message.")] // how the host writes null
    [InlineData("""{"Data":{"msg":null}}""", "Data.msg: must be a message.")]
    [InlineData("""{"Data":{"msg":""}}""", "Data.msg: must be a message.")]
    [InlineData("""{"Data":{"msg":4}}""", "Data.msg: must be a message.")]
    [InlineData("""{"Data":{"msg":"\"torn"}}""", "Data.msg: is quoted, but is not a JSON string.")]
    public void What_is_no_message_is_refused_with_the_member_at_fault(string envelope, string expected)
    {
        Assert.False(InvocationEnvelope.TryReadMessage(Parse(envelope), "msg", out _, out var fault));
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void A_timer_is_read_with_its_schedule()
    {
        var timer = Timer("""
            {"Schedule":{"AdjustForDST":true},
             "ScheduleStatus":{"Last":"2026-11-20T11:00:00.0012+01:00","Next":"2026-11-20T10:05:00+00:00","LastUpdated":"2026-11-20T10:00:00.0012+00:00"},
             "IsPastDue":true}
            """);
        Assert.True(timer.IsPastDue);
        Assert.Equal(new DateTime(2026, 11, 20, 10, 0, 0, DateTimeKind.Utc).AddTicks(12000), timer.ScheduleStatus!.Last);
        Assert.Equal(new DateTime(2026, 11, 20, 10, 5, 0, DateTimeKind.Utc), timer.ScheduleStatus.Next);
        Assert.Equal(DateTimeKind.Utc, timer.ScheduleStatus.LastUpdated.Kind);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00+00:00")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("0001-01-01T00:00:00")]
    public void A_timer_that_never_ran_says_so(string never) =>
        Assert.Equal(default, Timer($$$"""{"ScheduleStatus":{"Last":"{{{never}}}","Next":"2026-11-20T10:05:00Z","LastUpdated":"2026-11-20T10:00:00Z"}}""").ScheduleStatus!.Last);

    [Fact]
    public void A_timer_that_is_not_monitored_has_no_status() => Assert.Null(Timer("""{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}""").ScheduleStatus);

    [Theory]
    [InlineData("\"soon\"", "Data.timer: must be an object.")]
    [InlineData("""{"IsPastDue":"no"}""", "Data.timer.IsPastDue: must be true or false.")]
    [InlineData("""{"ScheduleStatus":[]}""", "Data.timer.ScheduleStatus: must be an object or null.")]
    [InlineData("""{"ScheduleStatus":{"Next":"soon"}}""", "Data.timer.ScheduleStatus.Next: must be a time.")]
    [InlineData("""{"ScheduleStatus":{"Last":12}}""", "Data.timer.ScheduleStatus.Last: must be a time.")]
    public void What_is_no_timer_is_refused_with_the_member_at_fault(string value, string expected)
    {
        Assert.False(InvocationEnvelope.TryReadTimer(Parse($$$"""{"Data":{"timer":{{{value}}}}}"""), "timer", out _, out var fault));
        Assert.Equal(expected, fault);
    }

    [Theory]
    [InlineData("""{"Metadata":{"DequeueCount":"3"}}""", 3)] // numbers arrive as strings
    [InlineData("""{"Metadata":{"DequeueCount":3}}""", 3)]
    [InlineData("""{"Metadata":{"DeliveryCount":"4","LockToken":"\"6f\""}}""", 4)]
    [InlineData("""{"Metadata":{"DequeueCount":"many"}}""", 1)]
    [InlineData("""{"Metadata":"none"}""", 1)]
    [InlineData("{}", 1)]
    public void The_attempt_is_told_where_the_host_tells_it(string envelope, long expected) => Assert.Equal(expected, InvocationEnvelope.Attempt(Parse(envelope)));

    private static TimerInfo Timer(string value)
    {
        Assert.True(InvocationEnvelope.TryReadTimer(Parse($$$"""{"Data":{"timer":{{{value}}} }, "Metadata": {"sys": {"MethodName":"MyTimer"} } }"""), "timer", out var timer, out _));
        return timer;
    }

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
