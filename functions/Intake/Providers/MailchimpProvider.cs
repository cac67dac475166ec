using Relais.Intake.Bodies;
using Relais.Intake.Fields;
using Relais.Intake.Signing;

namespace Relais.Intake.Providers;

/// <summary>Who joins and leaves an audience of Mailchimp.</summary>
internal sealed class MailchimpProvider : IProvider
{
    public string Name => "mailchimp";

    /// <remarks>Mailchimp signs nothing.</remarks>
    public SignatureScheme? Scheme => null;

    /// <summary>Before it takes an address, Mailchimp looks whether anybody is there.</summary>
    public Greeting? Greet(IncomingCall call, Inlet inlet) => HttpMethods.IsGet(call.Method) || HttpMethods.IsHead(call.Method) ? new Greeting(200, "text/plain", "") : null;

    public Sample SampleOf(Inlet inlet, DateTimeOffset now) => new(FormBody.UrlEncoded, SampleFields.Form(
    [
        ("type", "subscribe"), ("fired_at", SampleFields.Instant(now).Replace('T', ' ').TrimEnd('Z')),
        ("data[id]", "sample"), ("data[list_id]", "sample"), ("data[email]", SampleFields.Email), ("data[merges][FNAME]", "Ada"), ("data[merges][LNAME]", "Example"),
    ]));

    public Reading Read(IncomingCall call, Inlet inlet)
    {
        if (FormBody.Read(call) is not { } form)
        {
            return Reading.Unreadable("no form");
        }

        // Addresses that were cleaned come without the member's id: nobody can tell which of the members it was.
        SubmissionStanding? standing = form["type"] switch
        {
            "subscribe" => SubmissionStanding.Counts,
            "unsubscribe" => SubmissionStanding.Cancelled,
            _ => null,
        };
        if (standing is null)
        {
            return Reading.Nothing;
        }

        if (form["data[id]"] is not { } member)
        {
            return Reading.Unreadable("no id");
        }

        return new Reading([new Submission(SubmissionKind.SignUp, SubmissionKey.Of("member", $"{form["data[list_id]"]}:{member}")!, Instants.Of(call, form["fired_at"]))
        {
            Standing = standing.Value,
            Contact = Contacts.Of(
                form["data[email]"] ?? form["data[merges][EMAIL]"],
                Contacts.Name(form["data[merges][FNAME]"], form["data[merges][LNAME]"]),
                form["data[merges][PHONE]"]),
        }]);
    }
}
