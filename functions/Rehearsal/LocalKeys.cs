using Relais.Hosting.Local;
using Relais.Secrets;

namespace Relais.Rehearsal;

/// <summary>The keys of an app on one's own machine, made at its first start and kept beside the emulator's data: thrown away, moved and copied together.</summary>
internal static class LocalKeys
{
    private const string FileName = "relais-keys.txt";

    public static string ReadOrCreate(IConfiguration configuration)
    {
        var location = AzuriteProcess.LocationOf(configuration);
        Directory.CreateDirectory(location);
        var file = Path.Combine(location, FileName);
        if (!File.Exists(file))
        {
            // Written aside and moved: of two apps that start at once, one makes the keys and both have the same.
            var aside = Path.Combine(location, $"{FileName}.{Environment.ProcessId}");
            File.WriteAllText(aside, KeyRing.CreateKey());
            MoveUnlessThere(aside, file);
        }

        return File.ReadAllText(file);
    }

    private static void MoveUnlessThere(string aside, string file)
    {
        try
        {
            File.Move(aside, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(aside);
        }
    }
}
