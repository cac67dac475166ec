using Relais.Http;

namespace Relais.Polling.Sources;

/// <summary>
/// By which of its two families of names X is asked for fields: `tweet.fields`, until X refuses that word; `post.fields` is its name since August 2026, while both are answered.
/// </summary>
public sealed class XFields
{
    private const string Old = "tweet.fields";
    private const string New = "post.fields";

    private volatile bool isRenamed;

    /// <summary>A parameter that asks for these, spelled in the old names.</summary>
    public string Ask(string fields) =>
        isRenamed ? $"{New}={Uri.EscapeDataString(fields.Replace("tweet", "post", StringComparison.Ordinal))}" : $"{Old}={Uri.EscapeDataString(fields)}";

    /// <summary>Whether X refused the word that was used, so that the request is worth making once more with the other.</summary>
    /// <param name="path">What was asked.</param>
    public bool Learn(OutboundReply reply, string path)
    {
        var used = path.Contains($"{New}=", StringComparison.Ordinal) ? New : Old;
        if (reply.Status != 400 || XFault.Read(reply)?.Names(used) != true)
        {
            return false;
        }

        isRenamed = used == Old;
        return true;
    }
}
