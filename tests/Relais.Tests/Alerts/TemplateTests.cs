using System.Text;
using Relais.Alerts;
using Relais.Campaigns;
using Relais.Notifications;
using Relais.Secrets;
using Relais.Subscriptions;
using Relais.Tests.Architecture;
using Relais.Tests.Story;

namespace Relais.Tests.Alerts;

/// <summary>What Relais says in words of its own, all of it, and what may be said instead.</summary>
public sealed class TemplateTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 16, 5, 0, TimeSpan.Zero);
    private static readonly Campaign March = new("marche", "Marche", [], [], Now, null, Thresholds.Default) { Page = new CampaignPage("We march.", "Nous marchons.", []) };
    private static readonly PersonalLinks Links = new(new KeyedHash(KeyRing.Parse(RelaisApp.Keys)), new PublicAddress("https://relais.example.org"));

    private const string Surging = "412 posts in an hour, where about 24 are usual: 12 above usual, and a surge begins at 3.5.";
    private const string Monte = "412 publications en une heure, pour environ 24 d'habitude\u00a0: 12 au-dessus de l'habitude, et une envolée commence à 3,5.";
    private const string Asks = "Somebody, surely you, wants to be told here of what moves “Marche”. Confirm within two days and it begins. If it was not you, do nothing: nothing more is sent, and this address is erased.";
    private const string Demande = "Quelqu'un, sans doute vous, veut être tenu au courant ici de ce qui fait bouger «\u00a0Marche\u00a0». Confirmez sous deux jours et cela commence. Si ce n'était pas vous, ne faites rien\u00a0: plus rien n'est envoyé et cette adresse est effacée.";
    private const string Works = "What moves the campaign will be sent here. By the link below you choose what, when and how often, or stop with one click.\n\nWe march.";
    private const string Marche = "Ce qui fait bouger la campagne sera envoyé ici. Par le lien ci-dessous vous choisissez quoi, quand et à quel rythme, ou vous arrêtez d'un clic.\n\nNous marchons.";

    public static TheoryData<string, string, string, string, string, string> Ours => new()
    {
        { "surge", "firing", "Marche is surging.", Surging, "Marche s'envole.", Monte },
        {
            "surge", "resolved", "Marche is back to usual.", "31 posts in the last hour, where about 28 have become usual; the surge began at 2026-03-02 13:05 UTC.",
            "Retour à l'habitude pour Marche.", "31 publications dans la dernière heure, pour environ 28 devenues habituelles\u00a0; l'envolée avait commencé le 2026-03-02 à 13:05 UTC."
        },
        { "lull", "firing", "Marche has gone quiet.", "2 posts in an hour, where about 25 are usual.", "Marche connaît une accalmie.", "2 publications en une heure, pour environ 25 d'habitude." },
        {
            "lull", "resolved", "Marche is active again.", "19 posts in the last hour, where about 24 have become usual; the lull began at 2026-03-02 13:05 UTC.",
            "Marche est de nouveau active.", "19 publications dans la dernière heure, pour environ 24 devenues habituelles\u00a0; l'accalmie avait commencé le 2026-03-02 à 13:05 UTC."
        },
        {
            "lull", "quiet", "Marche stays quiet; this alert is over.", "1 post in the last hour, where about 3.0 have become usual; the lull began at 2026-03-02 13:05 UTC.",
            "Marche reste calme\u00a0; cette alerte est levée.", "1 publication dans la dernière heure, pour environ 3,0 devenues habituelles\u00a0; l'accalmie avait commencé le 2026-03-02 à 13:05 UTC."
        },
        { "milestone", "firing", "Marche has reached 1000 posts.", "1003 posts so far.", "Marche a atteint 1000 publications.", "1003 publications à ce jour." },
        { "milestone", "share", "Marche has reached 50% of its goal.", "2507 posts of 5000 so far.", "Marche a atteint 50\u202f% de son objectif.", "2507 publications sur 5000 à ce jour." },
        { "milestone", "goal", "Marche has reached 50% of its goal of €5,000.", "€2,512.50 so far.", "Marche a atteint 50\u202f% de son objectif de 5\u202f000\u00a0€.", "2\u202f512,50\u00a0€ à ce jour." },
        {
            "endpoint", "firing", "Marche: an address was switched off.", "Subscription s_preview0000000000000000000000000 is not written to any more: gone. A test notification that arrives switches it on again.",
            "Marche\u00a0: une adresse a été désactivée.", "L'abonnement s_preview0000000000000000000000000 ne reçoit plus rien\u00a0: gone. Une notification d'essai qui arrive le réactive."
        },
        {
            "source", "resolved", "Marche: mastodon.example answers again.", "Nothing had been read from it since 2026-03-02 13:05 UTC; the dashboard shows the gap.",
            "Marche\u00a0: mastodon.example répond de nouveau.", "Rien n'y avait été lu depuis le 2026-03-02 à 13:05 UTC\u00a0; le tableau de bord montre le trou."
        },
        {
            "source", "dropped", "Marche: mastodon.example is asked no more.", "Nothing had been read from it since 2026-03-02 13:05 UTC; the dashboard shows the gap.",
            "Marche\u00a0: mastodon.example n'est plus interrogé.", "Rien n'y avait été lu depuis le 2026-03-02 à 13:05 UTC\u00a0; le tableau de bord montre le trou."
        },
        { "any", "repeated", "Still true: Marche is surging.", Surging, "Toujours vrai\u00a0: Marche s'envole.", Monte },
        { "any", "corrected", "Correction: March at noon", "We meet at the old port.", "Correction\u00a0: Marche à midi", "Rendez-vous au Vieux-Port." },
        { "any", "retracted", "Withdrawn: March at noon", "We meet at the old port.", "Annulé\u00a0: Marche à midi", "Rendez-vous au Vieux-Port." },
        {
            "any", "together", "Marche: 2 alerts", "Marche is surging.\nMarche has reached 1000 posts.",
            "Marche\u00a0: 2 alertes", "Marche s'envole.\nMarche a atteint 1000 publications."
        },
        {
            "digest", "firing", "Marche: 2 things to know", "2 Mar 16:05 – Marche is surging.\n2 Mar 16:05 – Marche has reached 1000 posts.",
            "Marche\u00a0: 2 choses à savoir", "2 mars 16:05 – Marche s'envole.\n2 mars 16:05 – Marche a atteint 1000 publications."
        },
        { "confirmation", "firing", "Marche: is it you?", Asks, "Marche\u00a0: est-ce bien vous\u00a0?", Demande },
        { "welcome", "firing", "Marche: it works.", Works, "Marche\u00a0: tout marche.", Marche },
    };

    [Theory]
    [MemberData(nameof(Ours))]
    public void Ours_says(string kind, string status, string title, string body, string titre, string texte)
    {
        var said = Sample.Of(Templates.Find(kind, status)!, March, Links, Now).Notification;
        Assert.Equal((title, titre), (said.Title.En, said.Title.Fr));
        Assert.Equal(body.Split('\n').Order(StringComparer.Ordinal), said.Body.En.Split('\n').Order(StringComparer.Ordinal));
        Assert.Equal(texte.Split('\n').Order(StringComparer.Ordinal), said.Body.Fr.Split('\n').Order(StringComparer.Ordinal));
        Assert.True(kind == "any" || said.Kind == kind);
    }

    [Fact]
    public void The_table_above_names_every_template_and_each_of_ours_would_be_taken()
    {
        Assert.Equal(Templates.All.Select(template => (object)(template.Kind, template.Status)), Ours.Select(row => (object)((string)row[0], (string)row[1])));
        foreach (var template in Templates.All)
        {
            Assert.All(new[] { template.Title.En, template.Title.Fr }, text => Assert.Null(template.RejectTitle(text, out _)));
            Assert.All(new[] { template.Body?.En, template.Body?.Fr }, text => Assert.Null(text is null ? null : template.RejectBody(text, out _)));
            Assert.All(template.Names, name => Assert.NotEmpty(Placeholders.Meanings[name].Fr));
            Assert.All(template.Names, name => Assert.True(Sample.Of(template, March, Links, Now).Values.ContainsKey(name), $"{template.Kind}/{template.Status}: {name}"));
        }
    }

    [Fact]
    public void The_paper_lists_every_template_with_our_title_and_its_placeholders() => Assert.Equal(
        Templates.All.Select(template => $"{template.Kind}/{template.Status}: {template.Title.En} {string.Join(' ', template.Names)}"),
        Paper.Read("docs/templates.md").Table("kind", "status").Select(row => $"{row[0]}/{row[1]}: {row[3]} {row[4]}".Replace("`", "", StringComparison.Ordinal)));

    [Theory]
    [InlineData("{campaign} moves: {posts}!", null)]
    [InlineData("{{campaign}} {count}", null)]
    [InlineData("No name at all", null)]
    [InlineData("", "must not be empty.")]
    [InlineData(" \u200B ", "must not be empty.")]
    [InlineData("two\nlines", "must be a single line.")]
    [InlineData("bell \u0007", "must not hold control characters.")]
    [InlineData("turned \u202E", "must not hold marks that turn the direction of text.")]
    [InlineData("{name}", "may hold only these placeholders: {campaign}, {count}, {posts}, {usual}, {momentum}, {threshold}, {since}.")]
    [InlineData("{Campaign}", "may hold only these placeholders: {campaign}, {count}, {posts}, {usual}, {momentum}, {threshold}, {since}.")]
    [InlineData("{ campaign }", "may hold only these placeholders: {campaign}, {count}, {posts}, {usual}, {momentum}, {threshold}, {since}.")]
    [InlineData("{campaign:D}", "may hold only these placeholders: {campaign}, {count}, {posts}, {usual}, {momentum}, {threshold}, {since}.")]
    [InlineData("{campaign", "must close each brace that it opens; a brace that is meant as one is written twice.")]
    [InlineData("campaign}", "must close each brace that it opens; a brace that is meant as one is written twice.")]
    [InlineData("{}", "must close each brace that it opens; a brace that is meant as one is written twice.")]
    [InlineData("{{{campaign}}", "must close each brace that it opens; a brace that is meant as one is written twice.")]
    [InlineData("{a{campaign}}", "must close each brace that it opens; a brace that is meant as one is written twice.")]
    [InlineData("{campaign} {campaign}", "must not hold a placeholder twice.")]
    public void A_title_is_taken_or_refused_in_words(string title, string? reason) => Assert.Equal(reason, Templates.Surge.RejectTitle(title, out _));

    [Theory]
    [InlineData("confirmation", "Hello! {question} See you.", null)]
    [InlineData("confirmation", "Join us, click yes.", "must hold {question}.")]
    [InlineData("confirmation", "{{question}}", "must hold {question}.")]
    [InlineData("confirmation", "{question} https://shop.example.org", "must not hold a link: who reads it has agreed to nothing yet.")]
    [InlineData("confirmation", "{question} All is at shop.example", "must not hold a link: who reads it has agreed to nothing yet.")]
    [InlineData("confirmation", "Hi. {question}. Bye...", null)]
    [InlineData("confirmation", "{question} WWW.example.org", "must not hold a link: who reads it has agreed to nothing yet.")]
    [InlineData("welcome", "Welcome! {how}", null)]
    [InlineData("welcome", "Welcome! {about}", "must hold {how}.")]
    public void What_the_law_wants_said_cannot_be_left_out(string kind, string body, string? reason) => Assert.Equal(reason, Templates.Find(kind, "firing")!.RejectBody(body, out _));

    [Fact]
    public void Texts_have_an_end()
    {
        Assert.Equal("must not hold a link: who reads it has agreed to nothing yet.", FrameTemplates.Confirmation.RejectTitle("{campaign}: shop.example", out _));
        Assert.Null(FrameTemplates.Welcome.RejectTitle("{campaign}: shop.example", out _));
        Assert.Equal("must not be longer than 120 characters.", Templates.Surge.RejectTitle(new string('x', 121), out _));
        Assert.Null(Templates.Surge.RejectTitle(string.Concat(Enumerable.Repeat("🌻", 120)), out _));
        Assert.Equal("must not be longer than 1000 characters.", Templates.Surge.RejectBody(new string('x', 1_001), out _));
        Assert.Equal("must not hold more than 10 placeholders.", Templates.Surge.RejectBody(string.Concat(Enumerable.Repeat("{posts}", 11)), out _));
        Assert.Equal(
            "must not hold more than 200 characters beside its placeholders: who reads it has agreed to nothing yet.",
            FrameTemplates.Confirmation.RejectBody("{question}" + new string('x', 201), out _));
        Assert.Null(FrameTemplates.Confirmation.RejectBody("{question}" + new string('x', 200), out _));
    }

    [Fact]
    public void What_is_filled_in_is_never_read_again()
    {
        var hostile = March with { Name = "{posts} }} {{ {since} {" };
        var said = Sample.Of(Templates.Surge, hostile.WithTemplate("surge", "firing", Own("{{{campaign}}} {count}", null)), Links, Now).Notification;
        Assert.Equal(("{{posts} }} {{ {since} {} 412", "{posts} }} {{ {since} { s'envole."), (said.Title.En, said.Title.Fr));
        var frame = Sample.Of(FrameTemplates.Still, hostile, Links, Now).Notification;
        Assert.Equal("Still true: {posts} }} {{ {since} { is surging.", frame.Title.En);
    }

    [Theory]
    [InlineData("{gone}")]
    [InlineData("{campaign")]
    [InlineData("")]
    public void Words_that_cannot_be_filled_in_leave_ours_in_that_place_and_only_there(string broken)
    {
        var own = March.WithTemplate("surge", "firing", Own(broken, "Ça monte\u00a0: {posts}"));
        var said = Sample.Of(Templates.Surge, own, Links, Now).Notification;
        Assert.Equal(("Marche is surging.", "Ça monte\u00a0: 412 publications", Surging), (said.Title.En, said.Title.Fr, said.Body.En));
        Assert.Equal(["surge/firing"], CampaignWords.Unusable(own));
        Assert.Equal(["storm/firing"], CampaignWords.Unusable(March.WithTemplate("storm", "firing", Own("x", null) with { Kind = "storm" })));
        Assert.Equal("Marche: 2 things to know", Sample.Of(FrameTemplates.Digest, March.WithTemplate("digest", "firing", Own("no number", null) with { Kind = "digest" }), Links, Now).Notification.Title.En);
    }

    /// <summary>Whatever is taken when it is saved can be said at three in the morning, and says what it was written to say.</summary>
    [Fact]
    public void Random_texts_that_are_taken_can_always_be_said()
    {
        var random = new Random(20260302);
        string[] pieces = ["{", "}", "{{", "}}", "{campaign}", "{posts}", "{count}", "{title}", "{question}", "{nobody}", " ", "a", "é", "e\u0301", "🌻", "\n", "\u202E", "\u0007", "\uD83C", "%", "\\", "{0}", "مرحبا"];
        var taken = 0;
        for (var run = 0; run < 5_000; run++)
        {
            var template = Templates.All[random.Next(Templates.All.Count)];
            var text = new StringBuilder();
            for (var piece = random.Next(1, 9); piece > 0; piece--)
            {
                text.Append(pieces[random.Next(pieces.Length)]);
            }

            var (title, body) = (template.RejectTitle(text.ToString(), out var asTitle) is null, template.Body is not null && template.RejectBody(text.ToString(), out _) is null);
            taken += title || body ? 1 : 0;
            var own = new CampaignTemplate(template.Kind, template.Status, text.ToString(), null, null, text.ToString(), "", Now);
            var said = Sample.Of(template, March.WithTemplate(template.Kind, template.Status, own), Links, Now).Notification;
            var ours = Sample.Of(template, March, Links, Now);
            Assert.Equal(title ? TemplateText.Fill(asTitle, name => ours.Values[name].En) : ours.Notification.Title.En, said.Title.En);
            Assert.True(body || said.Body.Fr == ours.Notification.Body.Fr);
        }

        Assert.InRange(taken, 200, 4_800);
    }

    private static CampaignTemplate Own(string? english, string? french) => new("surge", "firing", english, french, null, null, "anna", Now);
}
