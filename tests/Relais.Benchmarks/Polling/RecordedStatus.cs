using System.Globalization;
using System.Text;

namespace Relais.Benchmarks.Polling;

/// <summary>Statuses as a public instance gives them: two kilobytes of account, card, picture and mentions around the four fields that are read. Made up, and the same in every run.</summary>
internal static class RecordedStatus
{
    public const int LargestPage = 40;

    // mastodon/documentation, entities/Status and Account; the length of texts and the number of fields as public timelines have them.
    private const string Text =
        "<p>L&#39;atelier ouvre à dix heures&nbsp;: apportez ce qui ne marche plus, on le répare ensemble, on partage les outils et le café. "
        + "Thirty people came last time, and two toasters, a radio and a bicycle went home alive. <a href=\\\"https://news.example/atelier\\\" rel=\\\"nofollow noopener noreferrer\\\" target=\\\"_blank\\\">"
        + "<span class=\\\"invisible\\\">https://</span><span class=\\\"ellipsis\\\">news.example/atelier</span></a></p>";

    public static byte[] Of(int number, DateTimeOffset at, string host, string hashtag) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$$"""
        {"id":"{{{number}}}","created_at":"{{{at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}}","in_reply_to_id":null,"in_reply_to_account_id":null,"sensitive":false,"spoiler_text":"",
        "visibility":"public","language":"fr","uri":"https://{{{host}}}/users/voisin{{{number % 97}}}/statuses/{{{number}}}","url":"https://{{{host}}}/@voisin{{{number % 97}}}/{{{number}}}",
        "replies_count":{{{number % 3}}},"reblogs_count":{{{number % 11}}},"favourites_count":{{{number % 17}}},"quotes_count":0,"edited_at":null,"content":"{{{Text}}}","reblog":null,
        "account":{"id":"{{{number % 97}}}","username":"voisin{{{number % 97}}}","acct":"voisin{{{number % 97}}}","display_name":"Voisin·e :wrench:","locked":false,"bot":false,"discoverable":true,"indexable":true,"group":false,
        "created_at":"2022-11-05T00:00:00.000Z","note":"<p>Réparer, prêter, recommencer. Tools are for sharing.</p>","url":"https://{{{host}}}/@voisin{{{number % 97}}}","uri":"https://{{{host}}}/users/voisin{{{number % 97}}}",
        "avatar":"https://files.{{{host}}}/accounts/avatars/000/000/{{{number % 97}}}/original/a.png","avatar_static":"https://files.{{{host}}}/accounts/avatars/000/000/{{{number % 97}}}/original/a.png",
        "header":"https://files.{{{host}}}/accounts/headers/000/000/{{{number % 97}}}/original/h.png","header_static":"https://files.{{{host}}}/accounts/headers/000/000/{{{number % 97}}}/original/h.png",
        "followers_count":321,"following_count":123,"statuses_count":4567,"last_status_at":"2026-03-02","emojis":[{"shortcode":"wrench","url":"https://files.{{{host}}}/e/wrench.png","static_url":"https://files.{{{host}}}/e/wrench.png","visible_in_picker":true}],
        "fields":[{"name":"Site","value":"<a href=\"https://news.example\" rel=\"me\">news.example</a>","verified_at":null}]},
        "media_attachments":[{"id":"m{{{number}}}","type":"image","url":"https://files.{{{host}}}/media/{{{number}}}.jpg","preview_url":"https://files.{{{host}}}/media/small/{{{number}}}.jpg","remote_url":null,
        "meta":{"original":{"width":1600,"height":1200,"size":"1600x1200","aspect":1.3333},"small":{"width":554,"height":416,"size":"554x416","aspect":1.3317}},"description":"Un grille-pain ouvert sur une table, des mains et un tournevis.","blurhash":"UBL_:rOpGG-oBUNG,qRj2so|=eE1w^n4S5NH"}],
        "mentions":[],"tags":[{"name":"{{{hashtag}}}","url":"https://{{{host}}}/tags/{{{hashtag}}}"},{"name":"repair","url":"https://{{{host}}}/tags/repair"}],"emojis":[],
        "card":{"url":"https://news.example/atelier","title":"L'atelier ouvre","description":"Chaque samedi.","type":"link","author_name":"","html":"","width":0,"height":0,"image":null,"blurhash":null,"published_at":null},"poll":null}
        """));

    /// <summary>A page of a timeline from statuses that are given oldest first.</summary>
    public static byte[] Page(IEnumerable<byte[]> statuses)
    {
        using var page = new MemoryStream();
        page.WriteByte((byte)'[');
        foreach (var status in statuses.Reverse())
        {
            if (page.Length > 1)
            {
                page.WriteByte((byte)',');
            }

            page.Write(status);
        }

        page.WriteByte((byte)']');
        return page.ToArray();
    }
}
