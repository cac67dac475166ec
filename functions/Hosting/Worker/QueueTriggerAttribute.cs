namespace Relais.Hosting.Worker;

/// <summary>Names the queue whose messages a function drains; <c>%SETTING%</c> is replaced by that setting.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class QueueTriggerAttribute(string queueName) : Attribute
{
    public string QueueName { get; } = queueName;

    /// <summary>The name of the setting that holds the storage connection; absent means <c>AzureWebJobsStorage</c>.</summary>
    public string? Connection { get; set; }
}
