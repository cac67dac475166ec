using System.Security.Cryptography;
using System.Text;

namespace Relais.Campaigns;

/// <summary>Sixteen bytes that stand for a longer text: the same text always gives the same name.</summary>
public static class Digest
{
    public static string Of(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
