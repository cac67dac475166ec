using System.Globalization;

namespace Relais.Polling.Sources;

/// <summary>Where the next search resumes: the id up to which X has told, and the posts of the last hour, by the id of their first version.</summary>
/// <remarks>
/// edit-posts: for an hour at most a post can be edited, which gives it a new id each time and may give it the hashtag: the first version tells whether it was counted.
/// </remarks>
internal sealed class XPosition
{
    private static readonly TimeSpan Editable = TimeSpan.FromMinutes(61);

    // Some ten characters each: they fit a property of 32,768 (Table Storage data model) twice over. What is forgotten counts as known.
    private const int MostRecent = 1000;

    private readonly SortedSet<ulong> recent = [];
    private ulong horizon;

    /// <param name="last">Up to here, and with it, X has told.</param>
    /// <param name="horizon">What began here or earlier is known, or nobody's.</param>
    public XPosition(ulong last, ulong horizon) => (Last, this.horizon) = (last, horizon);

    public ulong Last { get; private set; }

    public bool Knows(XPost post) => post.First <= horizon || recent.Contains(post.First);

    public void Add(XPost post) => recent.Add(post.First);

    /// <summary>X has told up to this id: what can be edited no more need not be remembered.</summary>
    public void Advance(ulong last)
    {
        Last = Math.Max(Last, last);
        horizon = Math.Max(horizon, XPost.IdAt(XPost.TimeOf(Last) - Editable));
        while (recent.Count > MostRecent || (recent.Count > 0 && recent.Min <= horizon))
        {
            horizon = Math.Max(horizon, recent.Min);
            recent.Remove(recent.Min);
        }
    }

    public static XPosition? Parse(string? text)
    {
        if (text?.Split('~') is not [var last, var horizon, var posts])
        {
            return null;
        }

        var position = new XPosition(ulong.Parse(last, CultureInfo.InvariantCulture), ulong.Parse(horizon, CultureInfo.InvariantCulture));
        var id = position.horizon;
        foreach (var step in posts.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            id += ulong.Parse(step, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            position.recent.Add(id);
        }

        return position;
    }

    // Each by how far it lies behind the one before: ids of one hour share their beginning.
    public override string ToString()
    {
        var (steps, before) = (new List<string>(recent.Count), horizon);
        foreach (var id in recent)
        {
            steps.Add((id - before).ToString("x", CultureInfo.InvariantCulture));
            before = id;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Last}~{horizon}~{string.Join(',', steps)}");
    }
}
