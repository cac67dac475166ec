namespace Relais.Intake.Bodies;

/// <summary>Fields by their names, from a form or from JSON: sites of one kind send either, as whoever set them up chose.</summary>
internal static class FlatBody
{
    /// <summary>What finds a field's text by name or, in JSON, by pointer; null where the body is neither.</summary>
    public static Func<string, string?>? Read(IncomingCall call)
    {
        if (FormBody.IsForm(call))
        {
            return FormBody.Read(call) is { } form ? name => form[name] : null;
        }

        return JsonBody.Read(call.Body) is { } json ? json.Find : null;
    }
}
