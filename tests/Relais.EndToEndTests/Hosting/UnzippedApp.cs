using System.Diagnostics;
using System.IO.Compression;

namespace Relais.EndToEndTests.Hosting;

/// <summary>
/// The package as the Functions host mounts it: unpacked with its own modes, nothing in it may be written, and, where these tests run as root, started as somebody
/// who owns nothing and has no home. Gone after the tests.
/// </summary>
public sealed class UnzippedApp : IAsyncLifetime
{
    // Who owns nothing on any Unix.
    private const string Nobody = "65534";

    private AppPlace? place;
    private string? whyNot;

    /// <summary>Where it lies; skips the test where it cannot be had.</summary>
    internal AppPlace Place
    {
        get
        {
            Skip.If(whyNot is not null, whyNot);
            return place!;
        }
    }

    public async Task InitializeAsync()
    {
        try
        {
            place = await UnpackAsync(await PublishedApp.ZipAsync());
        }
        catch (SkipException why)
        {
            // A fixture cannot skip; whoever asks for it does.
            whyNot = why.Message;
        }
    }

    public async Task DisposeAsync()
    {
        if (place is not null)
        {
            await RunAsync("chmod", "-R", "u+w", place.Folder);
            Directory.Delete(place.Folder, recursive: true);
        }
    }

    private static async Task<AppPlace> UnpackAsync(string zip)
    {
        // Not a temporary directory of ours alone: nobody else could enter it.
        var folder = Path.Combine(Path.GetTempPath(), $"relais-unzipped-{Guid.CreateVersion7():N}");
        Directory.CreateDirectory(folder);
        await RunAsync("chmod", "755", folder);
        await ZipFile.ExtractToDirectoryAsync(zip, folder);
        await RunAsync("chmod", "-R", "a-w", folder);

        string[] homeless = ["env", "-u", "HOME", "-u", "DOTNET_ROOT", "-u", "USER"];
        return Environment.UserName != "root" ? new AppPlace(folder, homeless)
            : File.Exists("/usr/bin/setpriv") ? new AppPlace(folder, ["setpriv", "--reuid", Nobody, "--regid", Nobody, "--clear-groups", "--no-new-privs", .. homeless])
            : throw new SkipException("These tests run as root, and without setpriv (util-linux) the package cannot be started as somebody else.");
    }

    private static async Task RunAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        await process.WaitForExitAsync();
        Assert.Equal((command, 0), (command, process.ExitCode));
    }
}
