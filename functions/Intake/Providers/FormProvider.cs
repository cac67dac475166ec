using Relais.Intake.Bodies;
using Relais.Intake.Fields;
using Relais.Intake.Signing;

namespace Relais.Intake.Providers;

/// <summary>A plain form of HTML on a page of one's own, sent by the browser of whoever fills it in.</summary>
internal sealed class FormProvider : IProvider
{
    /// <summary>A field that people do not see, and so leave empty; programs fill in whatever there is.</summary>
    public const string Trap = "website";

    public string Name => "form";

    /// <remarks>a browser signs nothing.</remarks>
    public SignatureScheme? Scheme => null;

    public bool ReadsMap => true;

    public bool FromBrowsers => true;

    public Sample SampleOf(Inlet inlet, DateTimeOffset now) => new(FormBody.UrlEncoded, SampleFields.Form(SampleFields.Of(inlet, now)));

    public Reading Read(IncomingCall call, Inlet inlet)
    {
        if (FormBody.Read(call) is not { } form)
        {
            return Reading.Unreadable("no form");
        }

        return form[Trap] is not null && !inlet.Map.Values.Contains(Trap) ? Reading.Nothing : new SubmissionFields(inlet, call, place => form[place]) { OtherKey = SubmissionKey.OfForm(form.Fields) }.WithPlainNames(numbers: false).ToReading();
    }
}
