using System.Text;
using Relais.Intake.Bodies;
using Relais.Intake.Fields;
using Relais.Intake.Signing;

namespace Relais.Intake.Providers;

/// <summary>Releases of a repository on GitHub, as announcements.</summary>
internal sealed class GitHubProvider : IProvider
{
    private const int LongestTitleCharacters = 300;
    private const int LongestTextCharacters = 4_000;

    // What is older is no news, whoever mends a word in it.
    private static readonly TimeSpan News = TimeSpan.FromDays(1);

    private const string Site = "https://github.com/";

    public string Name => "github";

    public SignatureScheme? Scheme => Schemes.GitHub;

    public Sample SampleOf(Inlet inlet, DateTimeOffset now) => new("application/json", $$"""
        {"action":"published","release":{"id":1,"tag_name":"v1.0","name":"A sample","draft":false,"body":"Made up by Relais to try this inlet out.","html_url":"https://github.com/example/sample/releases/tag/v1.0","published_at":"{{SampleFields.Instant(now)}}"} }
        """, ("X-GitHub-Event", "release"));

    public Reading Read(IncomingCall call, Inlet inlet)
    {
        if (call.Headers["X-GitHub-Event"].ToString() != "release")
        {
            return Reading.Nothing;
        }

        // A hook may be set up to send the same JSON as the one field of a form.
        var bytes = FormBody.IsForm(call) ? Encoding.UTF8.GetBytes(FormBody.Read(call)?["payload"] ?? "") : call.Body;
        if (JsonBody.Read(bytes) is not { IsObject: true } body)
        {
            return Reading.Unreadable("no JSON");
        }

        var release = body["release"];
        SubmissionStanding? standing = body["action"].Text switch
        {
            "published" or "edited" => release["draft"].Flag == true ? null : SubmissionStanding.Counts,
            "unpublished" or "deleted" => SubmissionStanding.Cancelled,
            _ => null,
        };
        if (standing is null || (body["action"].Text == "edited" && Instants.Of(call, release["published_at"].Text) < call.ReceivedAt - News))
        {
            return Reading.Nothing;
        }

        return SubmissionKey.Of("release", release["id"].Text) is not { } key ? Reading.Unreadable("no id") : new Reading([new Submission(SubmissionKind.Announcement, key, At(body, call))
        {
            Standing = standing.Value,
            Title = Wording.Line(release["name"].Text, LongestTitleCharacters) ?? Wording.Line(release["tag_name"].Text, LongestTitleCharacters),
            Text = Wording.Lines(release["body"].Text, LongestTextCharacters),
            Url = release["html_url"].Text is { } url && url.StartsWith(Site, StringComparison.Ordinal) && Uri.TryCreate(url, UriKind.Absolute, out var page) ? page.AbsoluteUri : null,
        }]);
    }

    // The time of its publication stays while a release is edited or taken back.
    private static DateTimeOffset At(JsonBody body, IncomingCall call) =>
        body["action"].Text == "published" ? Instants.Of(call, body["release"]["published_at"].Text) : Instants.Of(call, body["release"]["updated_at"].Text);
}
