namespace Relais.Operations.Checks;

/// <summary>Looks at one side of the installation and changes nothing.</summary>
internal interface ICheck
{
    /// <summary>What is wrong there; nothing where all is well. Storage that fails meanwhile is the caller's to tell.</summary>
    Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellationToken);
}

/// <summary>A check that there is, before anything that it needs is opened.</summary>
/// <param name="About">What its findings are about, in one word.</param>
/// <param name="What">What it looks at, in a few words.</param>
/// <param name="NeedsStorage">Whether it can say nothing while storage does not answer.</param>
internal sealed record DeclaredCheck(string About, string What, bool NeedsStorage)
{
    /// <summary>Opens it; throws as a start would where a setting that it needs is wrong.</summary>
    public Func<IServiceProvider, ICheck> Open { get; init; } = _ => throw new InvalidOperationException("The check was declared and not added.");
}
