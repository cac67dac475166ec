using Azure;
using Relais.Storage.Queues;

namespace Relais.Tests.Storage;

public sealed class QueueClientTests(Azurite azurite) : IClassFixture<Azurite>
{
    [SkippableTheory]
    [InlineData(QueueMessageEncoding.Base64, "é 🌻 <&> \u0001 \r\n")]
    [InlineData(QueueMessageEncoding.None, "é 🌻 <&> ]]> 'quoted' \"too\"")]
    [InlineData(QueueMessageEncoding.None, "a\nb\tc\r\nd\re")]
    [InlineData(QueueMessageEncoding.Base64, "")]
    public async Task A_text_comes_back_as_it_was_sent(QueueMessageEncoding encoding, string text)
    {
        var queue = await QueueAsync(encoding);
        var receipt = (await queue.SendMessageAsync(text)).Value;
        var peeked = (await queue.PeekMessageAsync()).Value!;
        var message = (await queue.ReceiveMessageAsync()).Value!;
        Assert.Equal((text, text), (peeked.MessageText, message.MessageText));
        Assert.Equal((receipt.MessageId, 1, receipt.InsertionTime, receipt.ExpirationTime), (message.MessageId, message.DequeueCount, message.InsertedOn, message.ExpiresOn));
        Assert.Equal(0, peeked.DequeueCount);
        Assert.Equal(TimeSpan.FromDays(7), receipt.ExpirationTime - receipt.InsertionTime);
    }

    [SkippableFact]
    public async Task Any_bytes_come_back_in_base64()
    {
        var queue = await QueueAsync(QueueMessageEncoding.Base64);
        var bytes = Enumerable.Range(0, 48 * 1024).Select(i => (byte)i).ToArray();
        await queue.SendMessageAsync(BinaryData.FromBytes(bytes));
        Assert.Equal(bytes, (await queue.ReceiveMessageAsync()).Value!.Body.ToArray());
    }

    [Fact]
    public async Task A_message_too_long_or_no_xml_is_refused_before_the_wire()
    {
        var encoded = new FakeService().Queue();
        var plain = new FakeService().Queue(QueueMessageEncoding.None);
        var tooLong = await Assert.ThrowsAsync<ArgumentException>(() => encoded.SendMessageAsync(BinaryData.FromBytes(new byte[(48 * 1024) + 1])));
        Assert.StartsWith("The message is 65540 bytes once encoded: 65536 are allowed.", tooLong.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => plain.SendMessageAsync(new string('é', 32_769)));
        await Assert.ThrowsAsync<ArgumentException>(() => plain.SendMessageAsync("\u0001"));
        await Assert.ThrowsAsync<ArgumentException>(() => plain.UpdateMessageAsync("id", "receipt", "half \uD83C"));
        await Assert.ThrowsAsync<ArgumentException>(() => encoded.UpdateMessageAsync("id", "receipt", new string('x', 50_000)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => plain.ReceiveMessagesAsync(33));
        Assert.Equal(65_536, plain.MessageMaxBytes);
    }

    [SkippableFact]
    public async Task The_longest_plain_message_is_taken()
    {
        var queue = await QueueAsync(QueueMessageEncoding.None);
        foreach (var text in (string[])[new string('x', 65_536), new string('é', 32_768), string.Concat(Enumerable.Repeat("🌻", 16_384))])
        {
            await queue.SendMessageAsync(text);
            Assert.Equal(text, (await queue.ReceiveMessageAsync()).Value!.MessageText);
        }
    }

    [SkippableFact]
    public async Task A_received_message_is_hidden_until_its_lease_is_given_back()
    {
        var queue = await QueueAsync(QueueMessageEncoding.Base64);
        await queue.SendMessageAsync("work");
        var first = (await queue.ReceiveMessageAsync(TimeSpan.FromMinutes(5))).Value!;
        Assert.Null((await queue.ReceiveMessageAsync()).Value);
        Assert.Null((await queue.PeekMessageAsync()).Value);
        await queue.UpdateMessageAsync(first.MessageId, first.PopReceipt, visibilityTimeout: TimeSpan.Zero);
        var second = (await queue.ReceiveMessageAsync()).Value!;
        Assert.Equal((first.MessageId, 2, "work"), (second.MessageId, second.DequeueCount, second.MessageText));
        var stale = await Assert.ThrowsAsync<RequestFailedException>(() => queue.DeleteMessageAsync(first.MessageId, first.PopReceipt));
        Assert.Equal((400, "PopReceiptMismatch"), (stale.Status, stale.ErrorCode));
        await queue.DeleteMessageAsync(second.MessageId, second.PopReceipt);
        var gone = await Assert.ThrowsAsync<RequestFailedException>(() => queue.DeleteMessageAsync(second.MessageId, second.PopReceipt));
        Assert.Equal((404, "MessageNotFound"), (gone.Status, gone.ErrorCode));
    }

    [SkippableFact]
    public async Task An_update_renews_the_lease_and_may_change_the_text()
    {
        var queue = await QueueAsync(QueueMessageEncoding.Base64);
        await queue.SendMessageAsync("one");
        var message = (await queue.ReceiveMessageAsync()).Value!;
        var renewed = message.Update((await queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: TimeSpan.FromSeconds(60))).Value);
        Assert.NotEqual(message.PopReceipt, renewed.PopReceipt);
        Assert.True(renewed.NextVisibleOn > message.NextVisibleOn);
        await queue.UpdateMessageAsync(renewed.MessageId, renewed.PopReceipt, BinaryData.FromString("two"));
        Assert.Equal("two", (await queue.ReceiveMessageAsync()).Value!.MessageText);
    }

    [SkippableFact]
    public async Task A_delayed_message_is_not_seen_before_its_time_and_a_kept_one_never_expires()
    {
        var queue = await QueueAsync(QueueMessageEncoding.Base64);
        var receipt = (await queue.SendMessageAsync("later", visibilityTimeout: TimeSpan.FromMinutes(10), timeToLive: TimeSpan.FromSeconds(-1))).Value;
        Assert.Null((await queue.ReceiveMessageAsync()).Value);
        Assert.Equal(TimeSpan.FromMinutes(10), receipt.TimeNextVisible - receipt.InsertionTime);
        Assert.Equal(9999, receipt.ExpirationTime.Year);
        await queue.DeleteMessageAsync(receipt.MessageId, receipt.PopReceipt);
        Assert.Equal(0, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [SkippableFact]
    public async Task Up_to_32_messages_come_at_once_and_clearing_leaves_none()
    {
        var queue = await QueueAsync(QueueMessageEncoding.Base64);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => queue.SendMessageAsync($"{i}")));
        var received = (await queue.ReceiveMessagesAsync(queue.MaxPeekableMessages)).Value;
        var peeked = (await queue.PeekMessagesAsync(32)).Value;
        Assert.Equal(Enumerable.Range(0, 40), received.Select(m => m.MessageText).Concat(peeked.Select(m => m.MessageText)).Select(int.Parse).Order());
        Assert.Equal(40, (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCountLong);
        await queue.ClearMessagesAsync();
        Assert.Empty((await queue.ReceiveMessagesAsync()).Value);
    }

    [SkippableFact]
    public async Task A_queue_is_created_once_and_its_absence_is_noticed()
    {
        var queue = new QueueClient(azurite.ConnectionString, Azurite.NewName("queue"));
        Assert.False((await queue.ExistsAsync()).Value);
        Assert.False((await queue.DeleteIfExistsAsync()).Value);
        var missing = await Assert.ThrowsAsync<RequestFailedException>(() => queue.SendMessageAsync("x"));
        Assert.Equal((404, "QueueNotFound"), (missing.Status, missing.ErrorCode));
        Assert.Equal(201, (await queue.CreateIfNotExistsAsync(new Dictionary<string, string> { ["a"] = "1" }))!.Status);
        Assert.Equal(204, (await queue.CreateIfNotExistsAsync(new Dictionary<string, string> { ["a"] = "1" }))!.Status);
        Assert.Null(await queue.CreateIfNotExistsAsync());
        var taken = await Assert.ThrowsAsync<RequestFailedException>(() => queue.CreateAsync());
        Assert.Equal((409, "QueueAlreadyExists"), (taken.Status, taken.ErrorCode));
        Assert.True((await queue.ExistsAsync()).Value);
        Assert.Equal(204, (await queue.DeleteAsync()).Status);
        await Assert.ThrowsAsync<RequestFailedException>(() => queue.DeleteAsync());
    }

    [Fact]
    public async Task A_message_that_is_not_base64_is_not_passed_on_as_if_it_were()
    {
        const string Xml = "<QueueMessagesList><QueueMessage><MessageId>1</MessageId><PopReceipt>r</PopReceipt><InsertionTime>Fri, 20 Nov 2026 12:00:00 GMT</InsertionTime>"
            + "<ExpirationTime>Fri, 27 Nov 2026 12:00:00 GMT</ExpirationTime><TimeNextVisible>Fri, 20 Nov 2026 12:00:30 GMT</TimeNextVisible><DequeueCount>1</DequeueCount>"
            + "<Unknown><A/></Unknown><MessageText>not base64!</MessageText></QueueMessage></QueueMessagesList>";
        var service = new FakeService().Answer(200, Xml).Answer(200, "\uFEFF" + Xml);
        await Assert.ThrowsAsync<FormatException>(() => service.Queue().ReceiveMessagesAsync());
        var message = Assert.Single((await service.Queue(QueueMessageEncoding.None).ReceiveMessagesAsync()).Value);
        Assert.Equal(("not base64!", new DateTimeOffset(2026, 11, 20, 12, 0, 30, TimeSpan.Zero)), (message.MessageText, message.NextVisibleOn));
    }

    [Fact]
    public async Task A_queue_that_is_being_deleted_is_not_taken_for_one_that_exists()
    {
        var service = new FakeService().Answer(409, "<Error><Code>QueueBeingDeleted</Code><Message>The specified queue is being deleted.</Message></Error>");
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => service.Queue().CreateIfNotExistsAsync());
        Assert.Equal("QueueBeingDeleted", refused.ErrorCode);
    }

    [Fact]
    public async Task A_part_of_a_second_counts_as_a_second()
    {
        var service = new FakeService().Answer(200, "<QueueMessagesList/>");
        await service.Queue().ReceiveMessagesAsync(visibilityTimeout: TimeSpan.FromMilliseconds(1500));
        Assert.Equal("?visibilitytimeout=2", service.Requests[0].Uri.Query);
        Assert.Equal(string.Empty, service.Requests[0].Body);
    }

    private async Task<QueueClient> QueueAsync(QueueMessageEncoding encoding)
    {
        var queue = new QueueClient(azurite.ConnectionString, Azurite.NewName("queue"), new QueueClientOptions { MessageEncoding = encoding });
        await queue.CreateAsync();
        return queue;
    }
}
