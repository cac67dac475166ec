using System.Globalization;
using System.Text;
using Relais.Campaigns;

namespace Relais.Polling.Sources;

/// <summary>Hashtags as X's query language asks for posts with any of them.</summary>
internal static class XQuery
{
    /// <summary>build-a-query: for those who pay by use.</summary>
    public const int LongestChars = 512;

    /// <summary>Null where it is longer than X takes. Hashtags hold letters, digits and few signs, none of which means anything in a query: nothing can be slipped in.</summary>
    public static string? Of(IReadOnlyCollection<string> tags, IReadOnlyCollection<string> without)
    {
        var text = new StringBuilder(tags.Count > 1 ? "(" : "").AppendJoin(" OR ", tags.Select(tag => "#" + tag)).Append(tags.Count > 1 ? ")" : "");
        foreach (var tag in without)
        {
            text.Append(" -#").Append(tag);
        }

        text.Append(" -is:retweet");
        return text.Length <= LongestChars ? text.ToString() : null;
    }

    /// <summary>Questions put together so that few requests ask all of them: the longest first, each where it fits first. One that is too long stays alone.</summary>
    public static IEnumerable<IReadOnlyList<TrackedQuery>> Together(IEnumerable<TrackedQuery> questions)
    {
        var batches = new List<(HashSet<string> Tags, List<TrackedQuery> Questions)>();
        foreach (var question in questions.OrderByDescending(one => one.Tags.Sum(tag => tag.Length)).ThenBy(one => one.Key, StringComparer.Ordinal))
        {
            var found = batches.FindIndex(batch => Of([.. batch.Tags.Union(question.Tags)], []) is not null);
            if (found < 0)
            {
                batches.Add((question.Tags.ToHashSet(StringComparer.Ordinal), [question]));
                continue;
            }

            batches[found].Tags.UnionWith(question.Tags);
            batches[found].Questions.Add(question);
        }

        return batches.Select(batch => batch.Questions);
    }

    // build-a-query: case and the marks on letters make no difference; ligatures and letters of their own do.
    public static IReadOnlyList<string> Spell(Hashtag hashtag)
    {
        var typed = hashtag.Shown.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        var bare = string.Concat(typed.Normalize(NormalizationForm.FormD).Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark));
        return bare.Normalize(NormalizationForm.FormKC) == hashtag.Folded ? [hashtag.Folded] : [hashtag.Folded, typed];
    }

    /// <summary>An instant as its parameters take it.</summary>
    public static string Instant(DateTimeOffset at) => Uri.EscapeDataString(at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
}
