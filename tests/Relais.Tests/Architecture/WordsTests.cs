using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Relais.Hosting;

namespace Relais.Tests.Architecture;

/// <summary>Holds names to the words of the house: none that says nothing, none of the product's in the rooms that know nothing of it.</summary>
public sealed partial class WordsTests
{
    private static readonly string[] EmptyWords = ["Helper", "Helpers", "Manager", "Managers", "Processor", "Processors", "Service", "Services", "Util", "Utils", "Utility", "Utilities"];

    // Types that have the names of the official clients, so that these can be put in their place.
    private static readonly string[] OfficialNames = 
    [
        "ServiceBusClient", "ServiceBusClientOptions", "ServiceBusException", "ServiceBusFailureReason", "ServiceBusMessage", "ServiceBusReceiveMode", "ServiceBusReceivedMessage",
        "ServiceBusReceiver", "ServiceBusReceiverOptions", "ServiceBusRetryOptions", "ServiceBusSender", "ServiceVersion", "TableServiceClient",
    ];

    // Only words that mean nothing but the product: a post is also an HTTP method, a signal, a source, a provider and a channel are also .NET's.
    private static readonly string[] ProductWords =
    [
        "campaign", "hashtag", "alert", "fingerprint", "surge", "momentum", "baseline", "subscription", "subscriber", "notification", "recipient", "audience", "ledger",
        "snapshot", "dashboard", "organiser", "relay", "silence", "inhibition", "submission", "donation", "pledge", "mastodon", "bluesky", "tweet", "twitter",
    ];

    private static readonly string[] RoomsWithoutProduct = ["Storage", "Http", "Hosting"];

    public static TheoryData<string> Rooms => [.. RoomsWithoutProduct];

    [Fact]
    public void No_type_has_a_name_that_says_nothing()
    {
        var wrong = Types().Where(type => !OfficialNames.Contains(type.Name)).Where(type => Parts(type.Name).Intersect(EmptyWords).Any());

        Faults.None(wrong.Select(type => type.FullName));
    }

    [Fact]
    public void Every_exemption_is_a_type_that_there_is() =>
        Assert.Equal(OfficialNames, Types().Select(type => type.Name).Intersect(OfficialNames).Order(StringComparer.Ordinal));

    [Fact]
    public void No_type_is_named_like_a_room()
    {
        var rooms = SourceFile.All.SelectMany(file => file.Folders).ToHashSet(StringComparer.Ordinal);

        Faults.None(Types().Where(type => rooms.Contains(type.Name)).Select(type => type.FullName));
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Rooms_below_the_product_hold_no_word_of_it(string room)
    {
        var files = SourceFile.All.Where(file => file.Room == room).ToArray();

        Assert.NotEmpty(files);
        Faults.None(files.SelectMany(Found));
    }

    [Theory]
    [InlineData("var alertsDue = 1;", "alert")]
    [InlineData("private const string Path = \"api/campaigns\";", "campaign")]
    [InlineData("sealed class HashtagReader;", "hashtag")]
    [InlineData("throw new InvalidOperationException(\"No SURGE.\");", "surge")]
    public void A_word_of_the_product_is_found_in_names_and_texts(string line, string word) =>
        Assert.Equal([$"functions/Storage/Some.cs:2 holds the word {word}."], Found(new SourceFile("functions/Storage/Some.cs", $"\n{line}")));

    private static IEnumerable<string> Found(SourceFile file) =>
        from Match part in Part().Matches(file.WithoutComments)
        let word = part.Value.ToLowerInvariant()
        where ProductWords.Contains(word) || (word.EndsWith('s') && ProductWords.Contains(word[..^1]))
        select $"{file.Path}:{CSharpText.LineOf(file.WithoutComments, part.Index)} holds the word {(ProductWords.Contains(word) ? word : word[..^1])}.";

    private static IEnumerable<Type> Types() => typeof(HostingModule).Assembly.GetTypes()
        .Where(type => type.Namespace?.StartsWith("Relais", StringComparison.Ordinal) == true && type.GetCustomAttribute<CompilerGeneratedAttribute>() is null);

    private static IEnumerable<string> Parts(string name) => Part().Matches(name).Select(match => match.Value);

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+")]
    private static partial Regex Part();
}
