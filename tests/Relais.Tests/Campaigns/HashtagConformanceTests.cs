using Relais.Campaigns;
using YamlDotNet.RepresentationModel;

namespace Relais.Tests.Campaigns;

/// <summary>Holds the scanner to the published cases of twitter-text.</summary>
public sealed class HashtagConformanceTests
{
    private static readonly string CasesFile = Path.Combine(Repository.Root, "../shared/data/twitter-text/extract.yml");

    [SkippableTheory]
    [InlineData("hashtags", 65)]
    [InlineData("hashtags_from_astral", 3)]
    public void Every_published_case_gives_the_published_tags(string section, int count)
    {
        var cases = Cases(section);

        Assert.Equal(count, cases.Count);
        foreach (var (description, text, expected) in cases)
        {
            var tags = HashtagScanner.Scan(text).Select(span => span.Hashtag.Shown);
            Assert.Equal(
                $"{description}: {string.Join('|', expected.Children.Select(child => ((YamlScalarNode)child).Value))}",
                $"{description}: {string.Join('|', tags)}");
        }
    }

    [SkippableFact]
    public void Every_published_case_with_indices_gives_the_published_indices()
    {
        var cases = Cases("hashtags_with_indices");

        Assert.Equal(8, cases.Count);
        foreach (var (description, text, expected) in cases)
        {
            var wanted = expected.Children.Cast<YamlMappingNode>().Select(tag => $"{tag["hashtag"]} {tag["indices"][0]}-{tag["indices"][1]}");
            var found = HashtagScanner.Scan(text).Select(span => $"{span.Hashtag.Shown} {span.Start}-{span.End}");
            Assert.Equal($"{description}: {string.Join('|', wanted)}", $"{description}: {string.Join('|', found)}");
        }
    }

    [SkippableTheory]
    [InlineData("hashtags")]
    [InlineData("hashtags_from_astral")]
    public void Every_published_tag_can_be_followed_and_folds_to_a_tag_again(string section)
    {
        foreach (var (_, _, expected) in Cases(section))
        {
            foreach (var tag in expected.Children.Select(child => ((YamlScalarNode)child).Value!))
            {
                Assert.True(Hashtag.TryParse("#" + tag, out var hashtag, out var reason), $"{tag} {reason}");
                Assert.Equal(tag, hashtag.Shown);
                Assert.True(Hashtag.TryParse(hashtag.Folded, out var folded, out reason), $"{tag} folded to {hashtag.Folded}: {reason}");
                Assert.Equal(hashtag.Folded, folded.Folded);
            }
        }
    }

    private static List<(string Description, string Text, YamlSequenceNode Expected)> Cases(string section)
    {
        Skip.IfNot(File.Exists(CasesFile), "The conformance cases of twitter-text are not beside the repository (../shared/data/twitter-text).");
        using var reader = new StreamReader(CasesFile);
        var yaml = new YamlStream();
        yaml.Load(reader);
        var tests = (YamlMappingNode)((YamlMappingNode)yaml.Documents[0].RootNode)["tests"];
        return [.. ((YamlSequenceNode)tests[section]).Children.Cast<YamlMappingNode>().Select(entry =>
            (entry["description"].ToString(), ((YamlScalarNode)entry["text"]).Value!, (YamlSequenceNode)entry["expected"]))];
    }
}
