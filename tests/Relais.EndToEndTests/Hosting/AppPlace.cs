namespace Relais.EndToEndTests.Hosting;

/// <summary>Where the Functions host finds the app, and as whom it starts it.</summary>
/// <param name="Folder">The script root: `host.json`, a folder for each function, the program.</param>
/// <param name="Through">The command that starts the program, the program's own arguments behind it; empty for the program itself.</param>
internal sealed record AppPlace(string Folder, params string[] Through)
{
    public static async Task<AppPlace> PublishedAsync() => new(await PublishedApp.DirectoryAsync());

    /// <summary>Starts it there, which is where the host has it work, too.</summary>
    public AppProcess Start(IEnumerable<KeyValuePair<string, string>> environment)
    {
        string[] command = [.. Through, Path.Combine(Folder, "Relais")];
        return AppProcess.Start(command[0], command[1..], environment, Folder);
    }
}
