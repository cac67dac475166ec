namespace Relais.Benchmarks;

/// <summary>Real series to measure on, beside the repository and no part of it.</summary>
public static class RealData
{
    /// <summary>The folder of that name under `../shared/data`, seen from the repository's root; null where it is absent.</summary>
    public static string? Folder(string name) =>
        Checkout.FindRoot() is { } root && Path.GetFullPath(Path.Combine(root, "..", "shared", "data", name)) is var folder && Directory.Exists(folder)
            ? folder
            : null;
}
