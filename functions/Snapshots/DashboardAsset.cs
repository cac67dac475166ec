using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Relais.Snapshots;

/// <summary>One file of the dashboard page, embedded in this assembly, plain and zipped, with the digest that names this version of it.</summary>
internal sealed record DashboardAsset(byte[] Plain, byte[] Zipped, string ContentType, string Digest)
{
    private const string Prefix = "dashboard/";
    private const string PageName = "dashboard.html";

    // Read and zipped once, when first asked for: a process that only answers queues never pays for it.
    private static readonly FrozenDictionary<string, Lazy<DashboardAsset>> All = typeof(DashboardAsset).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Prefix.Length..], name => new Lazy<DashboardAsset>(() => Read(name)), StringComparer.Ordinal);

    /// <summary>The page itself.</summary>
    public static DashboardAsset Page => All[PageName].Value;

    /// <summary>A script or a style of the page; null when there is none of this name.</summary>
    public static DashboardAsset? Find(string name) =>
        name != PageName && All.TryGetValue(name, out var asset) ? asset.Value : null;

    /// <summary>The names that <see cref="Find"/> knows.</summary>
    public static IEnumerable<string> Names => All.Keys.Where(name => name != PageName);

    private static DashboardAsset Read(string resource)
    {
        using var stream = typeof(DashboardAsset).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The resource {resource} is listed and cannot be read.");
        using var plain = new MemoryStream();
        stream.CopyTo(plain);
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal))
            gzip.Write(plain.GetBuffer(), 0, (int)plain.Length);
        var content = plain.ToArray();
        return new DashboardAsset(content, zipped.ToArray(), ContentTypeOf(resource), Convert.ToHexStringLower(SHA256.HashData(content))[..16]);
    }

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        var other => throw new InvalidOperationException($"The dashboard embeds a {other} file and does not know its content type."),
    };
}
