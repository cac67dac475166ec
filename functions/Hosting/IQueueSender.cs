namespace Relais.Hosting;

/// <summary>Puts messages into one queue, whatever carries it.</summary>
internal interface IQueueSender
{
    /// <summary>Sends one message, to be seen after <paramref name="delay"/> or at once.</summary>
    /// <returns>Its id.</returns>
    Task<string> SendAsync(BinaryData body, TimeSpan? delay, CancellationToken cancellationToken);

    /// <summary>Sends messages in no order, to be seen at once; where one fails, others may have been sent.</summary>
    Task SendAllAsync(IReadOnlyCollection<BinaryData> bodies, CancellationToken cancellationToken);
}
