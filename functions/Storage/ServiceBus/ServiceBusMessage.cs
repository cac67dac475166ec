namespace Relais.Storage.ServiceBus;

/// <summary>One message to be sent: its text, its name, and when it is to be seen.</summary>
public sealed class ServiceBusMessage
{
    /// <param name="body">Text in UTF-8, as JSON is.</param>
    public ServiceBusMessage(BinaryData body)
    {
        ArgumentNullException.ThrowIfNull(body);
        Body = body;
    }

    /// <param name="body">The text.</param>
    public ServiceBusMessage(string body)
        : this(BinaryData.FromString(body))
    {
    }

    /// <summary>Text in UTF-8, as JSON is: over HTTP nothing else is carried.</summary>
    public BinaryData Body { get; set; }

    /// <summary>Names the message within its queue, at most 128 characters: a second one of the same name, within some minutes, is dropped. Drawn at each sending where none is set.</summary>
    public string? MessageId { get; set; }

    /// <summary>Not seen before then; at once where nothing is set.</summary>
    public DateTimeOffset ScheduledEnqueueTime { get; set; }
}
