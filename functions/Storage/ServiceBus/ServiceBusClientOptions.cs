using Azure.Core.Pipeline;

namespace Relais.Storage.ServiceBus;

/// <summary>How a Service Bus client talks.</summary>
public sealed class ServiceBusClientOptions
{
    /// <summary>How often and how long it tries.</summary>
    public ServiceBusRetryOptions RetryOptions { get; set; } = new();

    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    internal HttpPipelineTransport? Transport { get; init; }
}

/// <summary>How often and how long a Service Bus client tries.</summary>
public sealed class ServiceBusRetryOptions
{
    /// <summary>Tries after the first one.</summary>
    public int MaxRetries { get; set; } = 3;

    /// <summary>The wait before the first of them, doubled for each that follows.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(0.8);

    /// <summary>The longest wait. Where the service asks for a longer one, it is left to whoever calls again.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest time for one try: an invocation waits for it.</summary>
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
