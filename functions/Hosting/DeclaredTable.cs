namespace Relais.Hosting;

/// <summary>A table that some room asked for.</summary>
internal sealed record DeclaredTable(string Name);
