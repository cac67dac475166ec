#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
#:property RunAnalyzers=false
#:property EnforceCodeStyleInBuild=false

// Packs a published folder into a zip that Azure unpacks or mounts: `dotnet run infra/Pack.cs -- FOLDER ZIP`.
// The same files make the same bytes: entries in the order of their names, of one date, with modes chosen here and not by the umask of whoever built.
// A program of its own because zip need not be installed, and what the SDK zips with carries neither modes nor a fixed date.

using System.IO.Compression;

const string Executable = "Relais";

// File types and modes as Unix writes them, in the upper half of an entry's attributes: a regular file, rwxr-xr-x or rw-r--r--.
const int Runnable = 0b1_000_000_111_101_101 << 16;
const int Readable = 0b1_000_000_110_100_100 << 16;

if (args is not [var folder, var zip] || !File.Exists(Path.Combine(folder, Executable)) || !File.Exists(Path.Combine(folder, "host.json")))
{
    Console.Error.WriteLine($"Pack.cs FOLDER ZIP: the folder holds what dotnet publish made, {Executable} and host.json among it.");
    return 2;
}

// The first date that a zip can name.
var date = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
var names = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
    .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
    .Where(IsNeeded)
    .Order(StringComparer.Ordinal)
    .ToArray();

// Written beside its place and moved there: a package that was cut short is none.
using (var archive = new ZipArchive(File.Create(zip + ".part"), ZipArchiveMode.Create))
{
    foreach (var name in names)
    {
        var entry = archive.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = date;
        entry.ExternalAttributes = name == Executable ? Runnable : Readable;
        using var source = File.OpenRead(Path.Combine(folder, name));
        using var target = entry.Open();
        source.CopyTo(target);
    }
}

File.Move(zip + ".part", zip, overwrite: true);
Console.WriteLine($"{zip}: {names.Length} files, {new FileInfo(zip).Length / 1e6:F1} MB");
return 0;

// Our own symbols stay: with them a failure in the log names its line. Nobody's settings travel, nor what describes the package to a compiler.
static bool IsNeeded(string name) => Path.GetFileName(name) != "local.settings.json"
    && (!name.EndsWith(".pdb", StringComparison.Ordinal) || name == Executable + ".pdb")
    && !name.EndsWith(".xml", StringComparison.Ordinal)
    && name != "web.config" && name != "createdump" && !name.EndsWith(".staticwebassets.endpoints.json", StringComparison.Ordinal);
