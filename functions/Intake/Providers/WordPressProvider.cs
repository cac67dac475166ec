using Relais.Intake.Bodies;
using Relais.Intake.Fields;
using Relais.Intake.Signing;

namespace Relais.Intake.Providers;

/// <summary>Forms of WordPress: Contact Form 7 through an add-on, WPForms and Gravity Forms, which all send fields by name, as a form or as JSON.</summary>
internal sealed class WordPressProvider : IProvider
{
    public string Name => "wordpress";

    /// <remarks>Where the inlet has a secret; the others sign nothing.</remarks>
    public SignatureScheme? Scheme => Schemes.WpForms;

    public bool ReadsMap => true;

    public Sample SampleOf(Inlet inlet, DateTimeOffset now) => new("application/json", SampleFields.Json(SampleFields.Of(inlet, now)).ToJsonString());

    public Reading Read(IncomingCall call, Inlet inlet)
    {
        if (FlatBody.Read(call) is not { } find)
        {
            return Reading.Unreadable("no fields");
        }

        // WPForms puts what was chosen of several behind each other by two bars.
        string? Said(string place) => find(place)?.Replace("||", ", ", StringComparison.Ordinal);

        var fields = new SubmissionFields(inlet, call, Said).WithPlainNames(numbers: inlet.HasKey);
        fields["id"] = find("form_id") is { } form && find("id") is { } entry ? $"{form}:{entry}" : find("posted_data_hash");
        fields["at"] = find("date_created");
        fields["email"] ??= Said("your-email");
        fields["name"] ??= Said("your-name");
        fields["title"] ??= Said("your-subject");
        fields["text"] ??= Said("your-message");
        return fields.ToReading();
    }
}
