using System.IO.Compression;
using System.Runtime.Versioning;
using Relais.EndToEndTests.Hosting;

namespace Relais.EndToEndTests.Deploying;

// What infra/package.sh makes of the published folder.
[SupportedOSPlatform("linux")]
public sealed class PackageTests
{
    private const int RegularFile = 0b1_000_000_000_000_000;

    [SkippableFact]
    public async Task The_program_may_be_run_and_everything_else_read_by_anybody()
    {
        await using var package = await ZipFile.OpenReadAsync(await PublishedApp.ZipAsync());

        Assert.All(package.Entries, entry => Assert.Equal(
            (entry.FullName, RegularFile | (entry.FullName == "Relais" ? 0b111_101_101 : 0b110_100_100)), (entry.FullName, entry.ExternalAttributes >> 16 & 0xFFFF)));
        Assert.Contains(package.Entries, entry => entry.FullName == "Relais");
    }

    [SkippableFact]
    public async Task It_holds_what_the_host_needs_and_nobodys_settings()
    {
        await using var package = await ZipFile.OpenReadAsync(await PublishedApp.ZipAsync());
        var names = package.Entries.Select(entry => entry.FullName).ToArray();

        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Superset(new HashSet<string>(["host.json", "appsettings.json", "libcoreclr.so", "Relais.dll", "Relais.pdb"]), names.ToHashSet());
        Assert.Equal(
            PublishedFunction.ReadAll(await PublishedApp.DirectoryAsync()).Select(function => function.Name + "/function.json"),
            names.Where(name => name.EndsWith("/function.json", StringComparison.Ordinal)));
        Assert.DoesNotContain(names, name => name.EndsWith(".xml", StringComparison.Ordinal) || name.Contains("local.settings", StringComparison.Ordinal) || name == "web.config");
    }

    [SkippableFact]
    public async Task The_same_files_make_the_same_bytes_whoever_packs_them_and_when()
    {
        var folder = Directory.CreateTempSubdirectory("relais-packed-").FullName;
        try
        {
            var (app, zip) = (Path.Combine(folder, "app"), Path.Combine(folder, "relais.zip"));
            foreach (var name in (string[])["host.json", "Relais", "b/function.json", "a/function.json", "local.settings.json"])
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(app, name))!);
                await File.WriteAllTextAsync(Path.Combine(app, name), name);
            }

            var first = await File.ReadAllBytesAsync(await PublishedApp.PackAsync(app, zip));
            File.SetLastWriteTimeUtc(Path.Combine(app, "host.json"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            File.SetUnixFileMode(Path.Combine(app, "host.json"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.SetUnixFileMode(Path.Combine(app, "Relais"), UnixFileMode.UserRead);

            Assert.Equal(first, await File.ReadAllBytesAsync(await PublishedApp.PackAsync(app, zip)));
            await using var package = await ZipFile.OpenReadAsync(zip);
            Assert.Equal(["Relais", "a/function.json", "b/function.json", "host.json"], package.Entries.Select(entry => entry.FullName));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [SkippableFact]
    public async Task A_folder_that_nothing_was_published_to_makes_no_package()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The package is made on Linux.");
        var folder = Directory.CreateTempSubdirectory("relais-packed-").FullName;
        try
        {
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => PublishedApp.PackAsync(folder, Path.Combine(folder, "relais.zip")));

            Assert.Contains("the folder holds what dotnet publish made, Relais and host.json among it.", refused.Message, StringComparison.Ordinal);
            Assert.Empty(Directory.EnumerateFiles(folder));
        }
        finally
        {
            Directory.Delete(folder);
        }
    }
}
