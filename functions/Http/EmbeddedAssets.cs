using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Relais.Http;

/// <summary>The files of a page that are embedded in this assembly under one prefix.</summary>
public sealed class EmbeddedAssets(string prefix)
{
    // Read and zipped once, when first asked for: a process that only answers queues never pays for it.
    private readonly FrozenDictionary<string, Lazy<EmbeddedAsset>> all = typeof(EmbeddedAssets).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[prefix.Length..], name => new Lazy<EmbeddedAsset>(() => EmbeddedAsset.Read(name)), StringComparer.Ordinal);

    public IEnumerable<string> Names => all.Keys;

    /// <summary>The file of this name; null when there is none.</summary>
    public EmbeddedAsset? Find(string name) => all.TryGetValue(name, out var asset) ? asset.Value : null;
}

/// <summary>One file of a page, plain and zipped, with the digest that names this version of it.</summary>
public sealed record EmbeddedAsset(byte[] Plain, byte[] Zipped, string ContentType, string Digest)
{
    /// <summary>Answers with it, zipped for whoever takes that.</summary>
    public FileContentHttpResult Send(HttpContext context)
    {
        // Files name each other without a version, so a browser asks each time whether its copy still holds; the answer is a 304.
        var headers = context.Response.Headers;
        headers.CacheControl = "no-cache";
        headers.Vary = HeaderNames.AcceptEncoding;
        var zipped = context.Request.GetTypedHeaders().AcceptEncoding.Any(accepted => accepted.Value == "gzip" && accepted.Quality is not 0);
        if (!zipped)
        {
            return TypedResults.Bytes(Plain, ContentType, entityTag: new EntityTagHeaderValue($"\"{Digest}\""));
        }

        headers.ContentEncoding = "gzip";
        return TypedResults.Bytes(Zipped, ContentType, entityTag: new EntityTagHeaderValue($"\"{Digest}-gzip\""));
    }

    internal static EmbeddedAsset Read(string resource)
    {
        using var stream = typeof(EmbeddedAsset).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The resource {resource} is listed and cannot be read.");
        using var plain = new MemoryStream();
        stream.CopyTo(plain);
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal))
        {
            gzip.Write(plain.GetBuffer(), 0, (int)plain.Length);
        }

        var content = plain.ToArray();
        return new EmbeddedAsset(content, zipped.ToArray(), ContentTypeOf(resource), Convert.ToHexStringLower(SHA256.HashData(content))[..16]);
    }

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".js" => "text/javascript; charset=utf-8",
        var other => throw new InvalidOperationException($"A page embeds a {other} file and does not know its content type."),
    };
}
