namespace Relais.Storage.ServiceBus;

/// <summary>What Service Bus refused or did not answer, and whether it is worth asking again.</summary>
public sealed class ServiceBusException : Exception
{
    /// <param name="isTransient">Whether the same may go well later.</param>
    /// <param name="message">What happened.</param>
    /// <param name="entityName">Which queue.</param>
    /// <param name="reason">Why.</param>
    /// <param name="innerException">What it came from.</param>
    public ServiceBusException(
        bool isTransient, string message, string? entityName = null, ServiceBusFailureReason reason = ServiceBusFailureReason.GeneralError, Exception? innerException = null)
        : base(message, innerException)
    {
        IsTransient = isTransient;
        EntityPath = entityName;
        Reason = reason;
    }

    /// <summary>Whether the same may go well later.</summary>
    public bool IsTransient { get; }

    /// <summary>Why.</summary>
    public ServiceBusFailureReason Reason { get; }

    /// <summary>Which queue.</summary>
    public string? EntityPath { get; }
}
