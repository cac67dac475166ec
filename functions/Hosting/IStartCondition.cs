namespace Relais.Hosting;

/// <summary>Something that must hold before anybody works with tables and queues, beside their being there.</summary>
internal interface IStartCondition
{
    /// <summary>Null where it holds; otherwise why nobody may begin, in a sentence for whoever runs the installation.</summary>
    Task<string?> WhyNotAsync(CancellationToken cancellationToken);
}
