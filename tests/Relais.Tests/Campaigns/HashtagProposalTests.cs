using Relais.Campaigns;

namespace Relais.Tests.Campaigns;

/// <summary>What is proposed for a hashtag, from the words that are known of it, and whose it is already.</summary>
public sealed class HashtagProposalTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("boite a outils", "BoiteAOutils")]
    [InlineData("boîte à outils", "BoîteÀOutils")]
    [InlineData("#boîte-à-outils", "BoîteÀOutils")]
    [InlineData("l’été  d'urgence !", "LÉtéDUrgence")]
    [InlineData("BOÎTE À OUTILS", "BoîteÀOutils")]
    [InlineData("marche pour la COP", "MarchePourLaCOP")]
    [InlineData("plan B", "PlanB")]
    [InlineData("8 mars", "8Mars")]
    [InlineData("climat!", "climat")]
    [InlineData("气候 行动", "气候行动")]
    [InlineData("საქართველოს დღე", "საქართველოსდღე")]
    [InlineData("e\u0301te\u0301 vert", "E\u0301te\u0301Vert")]
    [InlineData("#one #two", null)]
    [InlineData("2026", null)]
    [InlineData("🌱 !", null)]
    public void Words_typed_apart_are_joined_with_capitals(string typed, string? proposed)
    {
        var proposal = HashtagDoctorTests.Check(typed).Proposal;
        Assert.Equal(proposed, proposal?.Hashtag);
        Assert.Equal(proposed is null ? null : "typed", proposal?.From);
    }

    [Theory]
    [InlineData("boiteAOutils", "BoiteAOutils")]
    [InlineData("pourONUFemmes", "PourONUFemmes")]
    [InlineData("mai2026Climat", "Mai2026Climat")]
    [InlineData("e\u0301teVert", "E\u0301teVert")]
    [InlineData("BoiteAOutils", null)]
    [InlineData("ONUFemmes", null)]
    [InlineData("COP30", null)]
    [InlineData("climat", null)]
    [InlineData("boite_a_outils", null)]
    [InlineData("Boite_A_Outils", null)]
    [InlineData("气候行动", null)]
    public void Capitals_within_a_hashtag_tell_its_words(string typed, string? proposed)
    {
        var proposal = HashtagDoctorTests.Check(typed).Proposal;
        Assert.Equal(proposed, proposal?.Hashtag);
        Assert.Equal(proposed is null ? null : "capitals", proposal?.From);
    }

    [Theory]
    [InlineData("boiteaoutils", "Boîte à outils", "BoîteÀOutils")]
    [InlineData("BOITEAOUTILS", "La boîte à outils de 2026", "BoîteÀOutils")]
    [InlineData("marchepourleclimat", "Marche pour le climat", "MarchePourLeClimat")]
    [InlineData("maclimat", "Marche pour le climat", null)]
    [InlineData("climat", "Marche pour le climat", null)]
    [InlineData("BoîteÀOutils", "boîte à outils", null)]
    [InlineData("climat", "!", null)]
    public void The_name_of_a_campaign_tells_the_words_of_its_hashtag(string typed, string name, string? proposed)
    {
        var proposal = HashtagDoctorTests.Check(typed, null, Make("one", name, "other")).Proposal;
        Assert.Equal(proposed, proposal?.Hashtag);
        Assert.Equal(proposed is null ? null : "campaign", proposal?.From);
    }

    [Fact]
    public void Words_given_go_before_all_else_and_may_make_another_hashtag()
    {
        var same = HashtagDoctorTests.Check("#boiteaoutils", "boîte à outils", Make("one", "Boi te a outils", "other"));
        Assert.Equal(("BoîteÀOutils", "boiteaoutils", "words", "camel-case"), (same.Proposal!.Hashtag, same.Proposal.Folded, same.Proposal.From, same.Proposal.Why.Code));
        Assert.Equal(["Boîte", "À", "Outils"], same.Proposal.Words);
        Assert.Empty(same.Notes);

        var other = HashtagDoctorTests.Check("boiteaoutils", "boîte et outils");
        Assert.Equal("another", HashtagDoctorTests.Codes(other.Notes));
        Assert.Equal("#BoîteEtOutils would be another hashtag than #boiteaoutils.", other.Notes[0].Text.En);
        Assert.Null(HashtagDoctorTests.Check("climat", " - ").Proposal);
        Assert.Null(HashtagDoctorTests.Check("BoîteÀOutils", "boîte à outils").Proposal);
        Assert.Equal("joined", HashtagDoctorTests.Check("气候 行动").Proposal!.Why.Code);
    }

    [Fact]
    public void Campaigns_that_carry_the_same_hashtag_or_one_that_looks_the_same_are_named()
    {
        Campaign[] campaigns =
        [
            Make("two", "Deux", "CLIMAT", "marche"),
            Make("one", "Un", "climat") with { Until = Now.AddDays(-1) },
            Make("three", "Trois", "climаt"),
            Make("four", "Quatre", "climats"),
        ];
        var check = HashtagDoctorTests.Check("#Climat", null, campaigns);
        Assert.Equal(
            [
                new("one", "Un", "climat", CampaignState.Ended, true),
                new("three", "Trois", "climаt", CampaignState.Live, false),
                new("two", "Deux", "CLIMAT", CampaignState.Live, true),
            ],
            check.Campaigns);
        Assert.Equal("shared lookalike", HashtagDoctorTests.Codes(check.Notes));
        Assert.True(check.Valid);
        Assert.Equal("", HashtagDoctorTests.Codes(HashtagDoctorTests.Check("climat", null, campaigns[1]).Notes));
        Assert.Equal(["one", "three", "two"], HashtagDoctorTests.Check("climat!", null, campaigns).Campaigns.Select(holder => holder.Campaign));
        Assert.Empty(HashtagDoctorTests.Check("2026", null, campaigns).Campaigns);
    }

    private static Campaign Make(string id, string name, params string[] hashtags) => new(
        id, name, [.. hashtags.Select(text => Hashtag.TryParse(text, out var hashtag, out _) ? hashtag : throw new ArgumentException(text))], [], Now.AddDays(-7), null, Thresholds.Default);
}
