using System.Globalization;
using System.Text;
using Relais.Campaigns;

namespace Relais.Tests.Campaigns;

/// <summary>Types tags as people do, and sees which of them meet.</summary>
public sealed class HashtagTests
{
    [Theory]
    [InlineData("BoîteÀOutils", "boiteaoutils")]
    [InlineData("#BoîteÀOutils", "boiteaoutils")]
    [InlineData("＃BoîteÀOutils", "boiteaoutils")]
    [InlineData("  #BoîteÀOutils\n", "boiteaoutils")]
    [InlineData("Boi\u0302teA\u0300Outils", "boiteaoutils")]
    [InlineData("ＢｏｉｔｅＡＯｕｔｉｌｓ", "boiteaoutils")]
    [InlineData("𝐁𝐨𝐢𝐭𝐞𝐀𝐎𝐮𝐭𝐢𝐥𝐬", "boiteaoutils")]
    [InlineData("MainsCœurs", "mainscoeurs")]
    [InlineData("STRASSE", "strasse")]
    [InlineData("Straße", "strasse")]
    [InlineData("STRAẞE", "strasse")]
    [InlineData("Łódź", "lodz")]
    [InlineData("Sønderjylland", "sonderjylland")]
    [InlineData("ĐàNẵng", "danang")]
    [InlineData("ﬁnance", "finance")]
    [InlineData("il·lusió", "il·lusio")]
    [InlineData("iŀlusió", "il·lusio")]
    [InlineData("KADIN", "kadin")]
    [InlineData("kadın", "kadin")]
    [InlineData("İstanbul", "istanbul")]
    [InlineData("ISTANBUL", "istanbul")]
    [InlineData("Ελλάδα", "ελλαδα")]
    [InlineData("ΕΛΛΆΔΑΣ", "ελλαδασ")]
    [InlineData("Ελλάδας", "ελλαδασ")]
    [InlineData("ᾠδή", "ωδη")]
    [InlineData("Ёлка", "елка")]
    [InlineData("Мой", "мой")]
    [InlineData("мои\u0306", "мой")]
    [InlineData("Мои", "мои")]
    [InlineData("Київ", "київ")]
    [InlineData("за\u0301мок", "замок")]
    [InlineData("1️⃣mai", "1mai")]
    [InlineData("mai_2026", "mai_2026")]
    public void Spellings_of_one_word_meet(string typed, string folded)
    {
        Assert.True(Hashtag.TryParse(typed, out var hashtag, out var reason), reason);
        Assert.Equal(folded, hashtag.Folded);
    }

    [Theory]
    [InlineData("السَّلَامُ", "السلام")]
    [InlineData("ســـلام", "سلام")]
    [InlineData("می‌خواهم", "میخواهم")]
    [InlineData("هشتگ۶۷۸", "هشتگ678")]
    [InlineData("שָׁלוֹם", "שלום")]
    [InlineData("ｶﾞﾝﾊﾞﾚ", "ガンバレ")]
    [InlineData("がんばれ", "がんばれ")]
    [InlineData("か\u3099んばれ", "がんばれ")]
    [InlineData("メ～テレ", "メ〜テレ")]
    [InlineData("한국말", "한국말")]
    [InlineData("ﾣﾦﾰ", "ᆪᆭᄚ")]
    [InlineData("महात्मा", "महात्मा")]
    [InlineData("नि\u0902", "नि\u0902")]
    [InlineData("ผู้เริ่ม", "ผู้เริ่ม")]
    [InlineData("தமிழ்", "தமிழ்")]
    [InlineData("བོད་སྐད", "བོད་སྐད")]
    [InlineData("မြင့်မြတ်သော", "မြင့်မြတ်သော")]
    public void Scripts_keep_the_marks_that_are_letters(string typed, string folded)
    {
        Assert.True(Hashtag.TryParse(typed, out var hashtag, out var reason), reason);
        Assert.Equal(folded, hashtag.Folded);
        Assert.Equal(typed, hashtag.Shown);
    }

    [Theory]
    [InlineData("мой", "мои")]
    [InlineData("أمل", "امل")]
    [InlineData("が", "か")]
    [InlineData("कि", "की")]
    [InlineData("ไม้", "ไม")]
    public void Different_words_do_not_meet(string one, string other) => Assert.NotEqual(Hashtag.Fold(one), Hashtag.Fold(other));

    [Theory]
    [InlineData("", "must not be empty.")]
    [InlineData("   ", "must not be empty.")]
    [InlineData("#", "must not be empty.")]
    [InlineData("##tag", "must be one hashtag: letters, digits and underscores without spaces.")]
    [InlineData("#one #two", "must be one hashtag: letters, digits and underscores without spaces.")]
    [InlineData("one#two", "must be one hashtag: letters, digits and underscores without spaces.")]
    [InlineData("tag.", "must be one hashtag: letters, digits and underscores without spaces.")]
    [InlineData("boîte-à-outils", "must be one hashtag: letters, digits and underscores without spaces.")]
    [InlineData("l'été", "must be one hashtag: letters, digits and underscores without spaces.")]
    [InlineData("tag OR from:me", "must be one hashtag: letters, digits and underscores without spaces.")]
    [InlineData("(tag)", "must be one hashtag: letters, digits and underscores without spaces.")]
    [InlineData("\"tag\"", "must be one hashtag: letters, digits and underscores without spaces.")]
    [InlineData("a\0b", "must be one hashtag: letters, digits and underscores without spaces.")]
    [InlineData("a\u202Eb", "must be one hashtag: letters, digits and underscores without spaces.")]
    [InlineData("🌱", "must be one hashtag: letters, digits and underscores without spaces.")]
    [InlineData("https://example.org/", "must be one hashtag: letters, digits and underscores without spaces.")]
    [InlineData("#️⃣", "must be one hashtag: letters, digits and underscores without spaces.")]
    [InlineData("2026", "must hold at least one letter.")]
    [InlineData("#_", "must hold at least one letter.")]
    [InlineData("1️⃣", "must hold at least one letter.")]
    [InlineData("\u034F", "must hold at least one letter.")]
    public void What_is_no_hashtag_is_refused_with_the_reason(string typed, string reason)
    {
        Assert.False(Hashtag.TryParse(typed, out var hashtag, out var said));
        Assert.Null(hashtag);
        Assert.Equal(reason, said);
    }

    [Fact]
    public void A_tag_holds_at_most_100_characters_also_when_folded()
    {
        Assert.True(Hashtag.TryParse(string.Concat(Enumerable.Repeat("𝐚", 100)), out _, out _));
        foreach (var tooLong in new[] { new string('a', 101), string.Concat(Enumerable.Repeat("\uFDFA", 50)) })
        {
            Assert.False(Hashtag.TryParse(tooLong, out _, out var reason));
            Assert.Equal("must not be longer than 100 characters.", reason);
        }
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_tag_and_breaks_nothing()
    {
        Assert.False(Hashtag.TryParse("a\uD800", out _, out _));
        Assert.Equal("ab", Hashtag.Fold("a\uD800b\uDC00"));
        Assert.Equal(["a"], HashtagScanner.Scan("#a\uD800 \uDC00").Select(span => span.Hashtag.Shown));
    }

    [Fact]
    public void Folding_twice_is_folding_once_for_every_letter_and_mark_of_Unicode()
    {
        for (var value = 0; value <= 0x10FFFF; value++)
        {
            if (!Rune.IsValid(value) || !HashtagScanner.IsBody(new Rune(value)))
            {
                continue;
            }

            foreach (var tag in new[] { $"{new Rune(value)}", $"e{new Rune(value)}o", $"か{new Rune(value)}", $"и{new Rune(value)}\u0306" })
            {
                var once = Hashtag.Fold(tag);
                Assert.True(once == Hashtag.Fold(once), $"U+{value:X4} in {tag}");
                Assert.True(once.IsNormalized(), $"U+{value:X4} in {tag}");
            }
        }
    }

    [Fact]
    public void Case_and_form_of_typing_never_matter()
    {
        var random = new Random(20261120);
        string[] letters =
        [
            "é", "É", "e", "ß", "ẞ", "œ", "Æ", "ø", "ı", "İ", "I", "ς", "Σ",
            "ё", "й", "Й", "ї", "が", "ｶ", "ﾞ", "ग", "़", "ि",
            "ا", "ٔ", "َ", "ـ", "\u200C", "\u0301", "\u0323", "\u0345", "ｅ", "１", "٣", "_", "·", "～", "〜", "\uFE0F",
        ];
        for (var round = 0; round < 20_000; round++)
        {
            var tag = string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => letters[random.Next(letters.Length)]));
            var folded = Hashtag.Fold(tag);
            Assert.Equal(folded, Hashtag.Fold(folded));
            foreach (var form in new[] { NormalizationForm.FormC, NormalizationForm.FormD, NormalizationForm.FormKC, NormalizationForm.FormKD })
            {
                Assert.True(folded == Hashtag.Fold(tag.Replace('～', '〜').Normalize(form)), $"{tag} in {form}");
            }

            var upper = tag.Replace("\u0345", "", StringComparison.Ordinal);
            Assert.True(Hashtag.Fold(upper) == Hashtag.Fold(upper.ToUpper(CultureInfo.InvariantCulture)), tag);
        }
    }
}
