using Azure;
using Azure.Core;

namespace Relais.Storage.Queues;

/// <content>The messages of the queue.</content>
public sealed partial class QueueClient
{
    /// <summary>Puts a message, visible at once, kept for seven days.</summary>
    public Task<Response<SendReceipt>> SendMessageAsync(string messageText) => SendMessageAsync(messageText, null, null, CancellationToken.None);

    /// <summary>Puts a message, visible at once, kept for seven days.</summary>
    public Task<Response<SendReceipt>> SendMessageAsync(string messageText, CancellationToken cancellationToken = default) =>
        SendMessageAsync(messageText, null, null, cancellationToken);

    /// <summary>Puts a message.</summary>
    /// <param name="messageText">The content.</param>
    /// <param name="visibilityTimeout">How long it stays hidden, whole seconds up to seven days.</param>
    /// <param name="timeToLive">How long it is kept, whole seconds from one; minus one second for ever; null for seven days.</param>
    /// <exception cref="ArgumentException">The text is too long or, unless encoded, no valid XML text.</exception>
    public Task<Response<SendReceipt>> SendMessageAsync(
        string messageText, TimeSpan? visibilityTimeout = null, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messageText);
        return SendAsync(MessageContent.Encode(messageText, encoding), visibilityTimeout, timeToLive, cancellationToken);
    }

    /// <summary>Puts a message of any bytes (in base64), or of UTF-8 text.</summary>
    /// <inheritdoc cref="SendMessageAsync(string, TimeSpan?, TimeSpan?, CancellationToken)"/>
    public Task<Response<SendReceipt>> SendMessageAsync(
        BinaryData message, TimeSpan? visibilityTimeout = null, TimeSpan? timeToLive = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return SendAsync(MessageContent.Encode(message, encoding), visibilityTimeout, timeToLive, cancellationToken);
    }

    /// <summary>Receives one message and hides it for 30 s.</summary>
    public Task<Response<QueueMessage[]>> ReceiveMessagesAsync() => ReceiveMessagesAsync(null, null, CancellationToken.None);

    /// <summary>Receives one message and hides it for 30 s.</summary>
    public Task<Response<QueueMessage[]>> ReceiveMessagesAsync(CancellationToken cancellationToken = default) =>
        ReceiveMessagesAsync(null, null, cancellationToken);

    /// <summary>Receives messages and hides them; an empty array when there is none.</summary>
    /// <param name="maxMessages">How many at most, 1 to 32; null for one.</param>
    /// <param name="visibilityTimeout">How long they stay hidden, one second to seven days; null for 30 s.</param>
    /// <exception cref="FormatException">A message is not in base64 though the options say so; it stays in the queue.</exception>
    public async Task<Response<QueueMessage[]>> ReceiveMessagesAsync(
        int? maxMessages = null, TimeSpan? visibilityTimeout = null, CancellationToken cancellationToken = default)
    {
        using var message = wire.Message(
            RequestMethod.Get,
            "/messages",
            ("numofmessages", QueueWire.Count(maxMessages)),
            ("visibilitytimeout", QueueWire.Seconds(visibilityTimeout)));
        var response = await wire.SendAsync(message, cancellationToken);
        return Response.FromValue<QueueMessage[]>([.. QueueXml.Read(response).Select(Received)], response);
    }

    /// <summary>Receives one message and hides it; a null value when there is none.</summary>
    public async Task<Response<QueueMessage?>> ReceiveMessageAsync(TimeSpan? visibilityTimeout = null, CancellationToken cancellationToken = default)
    {
        var received = await ReceiveMessagesAsync(1, visibilityTimeout, cancellationToken);
        return Response.FromValue(received.Value.FirstOrDefault(), received.GetRawResponse());
    }

    /// <summary>Looks at messages without receiving them.</summary>
    /// <param name="maxMessages">How many at most, 1 to 32; null for one.</param>
    public async Task<Response<PeekedMessage[]>> PeekMessagesAsync(int? maxMessages = null, CancellationToken cancellationToken = default)
    {
        using var message = wire.Message(RequestMethod.Get, "/messages", ("peekonly", "true"), ("numofmessages", QueueWire.Count(maxMessages)));
        var response = await wire.SendAsync(message, cancellationToken);
        return Response.FromValue<PeekedMessage[]>([.. QueueXml.Read(response).Select(Peeked)], response);
    }

    /// <summary>Looks at one message without receiving it; a null value when there is none.</summary>
    public async Task<Response<PeekedMessage?>> PeekMessageAsync(CancellationToken cancellationToken = default)
    {
        var peeked = await PeekMessagesAsync(1, cancellationToken);
        return Response.FromValue(peeked.Value.FirstOrDefault(), peeked.GetRawResponse());
    }

    /// <summary>Changes a received message's text, or only its lease when the text is null.</summary>
    /// <param name="messageId">Which message.</param>
    /// <param name="popReceipt">Its lease; void afterwards, the answer holds the new one.</param>
    /// <param name="messageText">The new content; null to keep it.</param>
    /// <param name="visibilityTimeout">How long it stays hidden from now, up to seven days; zero shows it at once.</param>
    public Task<Response<UpdateReceipt>> UpdateMessageAsync(
        string messageId,
        string popReceipt,
        string? messageText = null,
        TimeSpan visibilityTimeout = default,
        CancellationToken cancellationToken = default)
    {
        var text = messageText is null ? null : MessageContent.Encode(messageText, encoding);
        return UpdateAsync(messageId, popReceipt, text, visibilityTimeout, cancellationToken);
    }

    /// <summary>Changes a received message's content.</summary>
    /// <inheritdoc cref="UpdateMessageAsync(string, string, string, TimeSpan, CancellationToken)"/>
    public Task<Response<UpdateReceipt>> UpdateMessageAsync(
        string messageId,
        string popReceipt,
        BinaryData? message,
        TimeSpan visibilityTimeout = default,
        CancellationToken cancellationToken = default)
    {
        var text = message is null ? null : MessageContent.Encode(message, encoding);
        return UpdateAsync(messageId, popReceipt, text, visibilityTimeout, cancellationToken);
    }

    /// <summary>Deletes a received message; 404 <c>MessageNotFound</c> when it is gone, 400 <c>PopReceiptMismatch</c> under a void lease.</summary>
    public async Task<Response> DeleteMessageAsync(string messageId, string popReceipt, CancellationToken cancellationToken = default)
    {
        using var message = wire.Message(RequestMethod.Delete, QueueWire.MessagePath(messageId), ("popreceipt", popReceipt));
        return await wire.SendAsync(message, cancellationToken);
    }

    private async Task<Response<SendReceipt>> SendAsync(
        string text, TimeSpan? visibilityTimeout, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        using var message = wire.Message(
            RequestMethod.Post,
            "/messages",
            ("visibilitytimeout", QueueWire.Seconds(visibilityTimeout)),
            ("messagettl", QueueWire.Seconds(timeToLive)));
        QueueWire.SetText(message, text);
        var response = await wire.SendAsync(message, cancellationToken);
        var taken = QueueXml.Read(response).Single();
        return Response.FromValue(
            new SendReceipt(taken.MessageId, taken.InsertionTime, taken.ExpirationTime, taken.PopReceipt!, taken.TimeNextVisible), response);
    }

    private async Task<Response<UpdateReceipt>> UpdateAsync(
        string messageId, string popReceipt, string? text, TimeSpan visibilityTimeout, CancellationToken cancellationToken)
    {
        using var message = wire.Message(
            RequestMethod.Put,
            QueueWire.MessagePath(messageId),
            ("popreceipt", popReceipt),
            ("visibilitytimeout", QueueWire.Seconds(visibilityTimeout)));
        if (text is not null)
        {
            QueueWire.SetText(message, text);
        }

        var response = await wire.SendAsync(message, cancellationToken);
        return Response.FromValue(QueueWire.Lease(response), response);
    }

    private QueueMessage Received(QueueXml message) => new(
        message.MessageId, message.PopReceipt!, MessageContent.Decode(message.MessageText, encoding), message.DequeueCount,
        message.TimeNextVisible, message.InsertionTime, message.ExpirationTime);

    private PeekedMessage Peeked(QueueXml message) => new(
        message.MessageId, MessageContent.Decode(message.MessageText, encoding), message.DequeueCount, message.InsertionTime, message.ExpirationTime);
}
