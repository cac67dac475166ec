using Relais.Subscriptions;

namespace Relais.Intake;

/// <summary>How often one network may fill in a form, and how often it may be wrong about who it is, at one inlet.</summary>
internal sealed class InletCallers
{
    // Facts C.5: a school behind one address fills in a form together; ntfy takes as many.
    private const string FormsSetting = "Intake:FormsAtOnce";
    private const int UsualForms = 60;
    private static readonly TimeSpan OneMoreForm = TimeSpan.FromSeconds(5);

    // Facts C.5: ten a minute, which a site with a wrong secret has soon, and whoever guesses too.
    private const string StrangersSetting = "Intake:StrangersAtOnce";
    private const int UsualStrangers = 10;
    private static readonly TimeSpan OneMoreStranger = TimeSpan.FromSeconds(6);

    private const int Most = 1_000_000;

    private readonly Callers callers;
    private readonly int forms;
    private readonly int strangers;

    /// <exception cref="InvalidOperationException">A setting is no number of calls; the message says which.</exception>
    public InletCallers(Callers callers, IConfiguration configuration)
    {
        this.callers = callers;
        forms = Read(configuration, FormsSetting, UsualForms);
        strangers = Read(configuration, StrangersSetting, UsualStrangers);
    }

    /// <summary>Counts a form; null when it may be taken, else in how many seconds the next one may.</summary>
    public int? RefuseForm(HttpContext context, string inletId) => callers.Refuse(context, $"form/{inletId}", forms, OneMoreForm);

    /// <summary>Counts a call that was not known for the site's own; null when it may be noted, else in how many seconds the next one may.</summary>
    public int? RefuseStranger(HttpContext context, string inletId) => callers.Refuse(context, $"stranger/{inletId}", strangers, OneMoreStranger);

    private static int Read(IConfiguration configuration, string setting, int usual) =>
        configuration.GetValue(setting, usual) is >= 1 and <= Most and var calls ? calls : throw new InvalidOperationException($"{setting}: must be 1 to {Most}.");
}
