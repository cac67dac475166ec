namespace Relais.Intake;

/// <summary>What is to be done once a thing is kept: whoever signed up is asked whether they want to be told, an announcement is told.</summary>
internal static class DeedDue
{
    /// <summary>Whether something is to be done that was not before: each address of a thing is asked once, and a thing is announced once, however often it is told.</summary>
    /// <param name="before">The thing as it was known; null when it was not.</param>
    public static bool IsNew(Deed? before, Deed after, Inlet inlet) =>
        Of(after, inlet) is { } due && (before is null || !string.Equals(Of(before, inlet), due, StringComparison.OrdinalIgnoreCase));

    /// <summary>Stands for what a thing asks for; null for nothing. Trials ask for nothing.</summary>
    private static string? Of(Deed deed, Inlet inlet) => deed.IsErased || deed.IsStruck || deed.State.What is not { Standing: SubmissionStanding.Counts, IsTest: false } ? null : deed.State.What.Kind switch
    {
        SubmissionKind.SignUp when inlet.Asks && deed.Email is { What.Address: var email } => email,
        SubmissionKind.Announcement => "",
        _ => null,
    };
}
