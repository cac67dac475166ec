using Relais.Campaigns;
using Relais.Polling;

namespace Relais.Rehearsal;

/// <summary>What `replay` was asked to do, read from its command line.</summary>
public sealed record ReplayOptions(ReplayTape Tape, Hashtag Hashtag, bool FromEmpty)
{
    public const string Usage = """
        usage: replay (--post-ids FILE | --counts FILE) --hashtag TAG [--from-empty]
          --post-ids FILE   one X post id a line; each carries its own millisecond
          --counts FILE     lines of timestamp,value (UTC)
          --hashtag TAG     what the posts are counted under
          --from-empty      forget an earlier replay of the same file; without it, one that was cut short is carried on
        """;

    /// <summary>The options, or what is wrong with the command line.</summary>
    public static ReplayOptions? Parse(string[] args, out string? fault)
    {
        var (postIds, counts, tag, fromEmpty) = ((string?)null, (string?)null, (string?)null, false);
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--from-empty")
            {
                fromEmpty = true;
            }
            else if (args[i] is "--post-ids" or "--counts" or "--hashtag" && i + 1 < args.Length)
            {
                (postIds, counts, tag) = (args[i], args[++i]) switch
                {
                    ("--post-ids", var file) => (file, counts, tag),
                    ("--counts", var file) => (postIds, file, tag),
                    var (_, given) => (postIds, counts, given),
                };
            }
            else
            {
                fault = $"{args[i]} is not known, or needs a value.";
                return null;
            }
        }

        return Read(postIds, counts, tag, fromEmpty, out fault);
    }

    private static ReplayOptions? Read(string? postIds, string? counts, string? tag, bool fromEmpty, out string? fault)
    {
        fault = (postIds is null) == (counts is null) ? "name one of --post-ids and --counts." : null;
        Hashtag? hashtag = null;
        if (fault is null && !Hashtag.TryParse(tag ?? "", out hashtag, out var reason))
        {
            fault = $"--hashtag {reason}";
        }

        if (fault is not null)
        {
            return null;
        }

        try
        {
            return new ReplayOptions(postIds is not null ? ReplayTape.FromPostIds(postIds) : ReplayTape.FromCounts(counts!), hashtag!, fromEmpty);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or FormatException)
        {
            fault = unreadable.Message;
            return null;
        }
    }
}
