using Relais.Http;

namespace Relais.Polling.Sources;

/// <summary>
/// By which of its two families of names X is asked for fields: `tweet.fields`, until X refuses that word; `post.fields` is its name since August 2026, while both are answered.
/// </summary>
public sealed class XFields
{
    private const string Old = "tweet.fields";
    private const string New = "post.fields";

    // Openapi 2.167: in the new family it comes with the person alone, as an expansion.
    private const string Author = "author_id";

    private volatile bool isRenamed;

    /// <summary>The parameters that ask for these, spelled in the old names; and whether they ask for persons too, who may cost more than posts.</summary>
    public (string Text, bool NamesPersons) Ask(string fields)
    {
        if (!isRenamed)
        {
            return ($"{Old}={Uri.EscapeDataString(fields)}", false);
        }

        var names = fields.Replace("tweet", "post", StringComparison.Ordinal).Split(',');
        var asked = $"{New}={Uri.EscapeDataString(string.Join(',', names.Where(name => name != Author)))}";
        return names.Contains(Author) ? ($"{asked}&expansions={Author}", true) : (asked, false);
    }

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
