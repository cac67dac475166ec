using System.Text.RegularExpressions;
using Relais.Campaigns;

namespace Relais.Intake.Fields;

/// <summary>What one call says of each field of a submission: where the inlet's map says that it is, else where the provider knows it to be. Nothing else of the call is kept.</summary>
/// <param name="find">The text at a place that the map names: a JSON pointer, a form's field, a question; null where nothing is there.</param>
internal sealed partial class SubmissionFields(Inlet inlet, IncomingCall call, Func<string, string?> find)
{
    // A property holds 32,768 characters of UTF-16 (Table Storage data model); a text shares its row with all else.
    private const int LongestTextCharacters = 4_000;
    private const int LongestTitleCharacters = 300;
    private const int LongestUrlCharacters = 2_048;
    private const int Thousandths = 3;

    /// <summary>What a form may say of itself when its fields are named so; not what it means, nor which it is: that is the inlet's to say.</summary>
    private static readonly string[] Plain = ["email", "name", "phone", "language", "title", "text", "url"];

    private static readonly (string Number, string Of)[] Pairs = [("amount", "currency"), ("quantity", "unit")];

    private readonly Dictionary<string, string?> known = new(StringComparer.Ordinal);

    /// <summary>A field's text; set where the provider knows it by itself, and the map goes before that.</summary>
    public string? this[string field]
    {
        get => !inlet.Map.TryGetValue(field, out var place) ? known.GetValueOrDefault(field)
            : place.StartsWith(MapRules.Always) ? place[1..]
            : find(place);
        set => known[field] = value;
    }

    public SubmissionStanding Standing { get; init; }

    /// <summary>What it is known by where no id was sent; null for the body's digest.</summary>
    public string? OtherKey { get; init; }

    /// <summary>Takes the fields that have the names of the map's own; a number only together with what it counts.</summary>
    /// <param name="numbers">False for forms that anybody may fill in: who asks for a sign-up gets no sums that a stranger chose, and a map says where there are some.</param>
    public SubmissionFields WithPlainNames(bool numbers = true)
    {
        foreach (var field in Plain)
        {
            known[field] = find(field);
        }

        foreach (var (number, of) in numbers ? Pairs.Where(pair => find(pair.Of) is not null) : [])
        {
            (known[number], known[of]) = (find(number), find(of));
        }

        return this;
    }

    /// <summary>One submission, or what it lacks.</summary>
    public Reading ToReading()
    {
        if (SubmissionWords.Kind(this["kind"], inlet.Kind) is not { } kind)
        {
            return Reading.Unreadable("no kind");
        }

        var (money, moneyFault) = ReadMoney();
        var (amounts, amountFault) = ReadAmounts();
        var needsAmount = kind == SubmissionKind.Donation && Standing != SubmissionStanding.Cancelled;
        var fault = moneyFault ?? amountFault ?? (needsAmount && amounts.Count == 0 && money is null ? "no amount" : null);
        if (fault is not null)
        {
            return Reading.Unreadable(fault);
        }

        var key = SubmissionKey.Of("id", this["id"]);
        var told = new Submission(kind, key ?? OtherKey ?? SubmissionKey.OfBody(call.Body.Span), Instants.Of(call, this["at"]))
        {
            Standing = Standing,
            IsTest = SubmissionWords.IsYes(this["test"]),
            Money = money,
            Refunded = ReadRefunded(money),
            Amounts = amounts,
            Contact = Contacts.Of(this["email"], this["name"], this["phone"], this["language"]),
            Title = Wording.Line(this["title"], LongestTitleCharacters),
            Text = Wording.Lines(this["text"], LongestTextCharacters),
            Url = ReadUrl(),
        };

        // Names that fit nothing: whoever set it up must hear of it before people are lost.
        var isBare = told is { Contact: null, Money: null, Amounts.Count: 0, Title: null, Text: null, Url: null };
        return key is null && isBare ? Reading.Unreadable("no fields") : new Reading([told]);
    }

    // An empty field is one that somebody left empty; one that holds something else than a sum is a mistake that the organiser must hear of.
    private (Money? Money, string? Fault) ReadMoney()
    {
        if (string.IsNullOrWhiteSpace(this["amount"]))
        {
            return (null, null);
        }

        return Currencies.Find(this["currency"]) is not { } currency ? (null, "no currency")
            : Amounts.Of(this["amount"], currency) is { } money ? (money, null)
            : (null, "no amount");
    }

    private (IReadOnlyDictionary<string, long> Amounts, string? Fault) ReadAmounts()
    {
        var none = new Dictionary<string, long>();
        if (string.IsNullOrWhiteSpace(this["quantity"]))
        {
            return (none, null);
        }

        return Goal.ReadUnit(this["unit"]) is not { } unit ? (none, "no unit")
            : Amounts.Scale(this["quantity"], Thousandths) is { } thousandths ? (new Dictionary<string, long> { [unit] = thousandths }, null)
            : (none, "no quantity");
    }

    private long? ReadRefunded(Money? money) =>
        money is { } given && Amounts.Of(this["refunded"], given.Currency) is { } back ? Math.Min(back.Minor, given.Minor) : null;

    private string? ReadUrl() =>
        this["url"]?.Trim() is { Length: <= LongestUrlCharacters } text && WebAddress().IsMatch(text) && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.UserInfo.Length == 0
            ? url.AbsoluteUri
            : null;

    [GeneratedRegex(@"^https?://[^\s\p{C}\\]+\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex WebAddress();
}
