namespace Relais.Storage.ServiceBus;

/// <summary>Why Service Bus did not do what it was asked; of the official reasons, those that it gives over HTTP.</summary>
public enum ServiceBusFailureReason
{
    /// <summary>None of the others.</summary>
    GeneralError = 0,

    /// <summary>There is no such queue.</summary>
    MessagingEntityNotFound = 1,

    /// <summary>The lock has expired, or somebody else has settled the message.</summary>
    MessageLockLost = 2,

    /// <summary>The queue is full or disabled, or the message too large for it.</summary>
    QuotaExceeded = 6,

    /// <summary>Throttled, or ill for the moment.</summary>
    ServiceBusy = 7,

    /// <summary>It did not answer in time.</summary>
    ServiceTimeout = 8,

    /// <summary>It was not reached.</summary>
    ServiceCommunicationProblem = 9,
}
