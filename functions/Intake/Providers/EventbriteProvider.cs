using System.Text.RegularExpressions;
using Relais.Intake.Bodies;
using Relais.Intake.Signing;

namespace Relais.Intake.Providers;

/// <summary>Orders of tickets at Eventbrite. A call says which order, not whose nor for how many, and nobody asks: an order is one that comes.</summary>
internal sealed partial class EventbriteProvider : IProvider
{
    public string Name => "eventbrite";

    /// <remarks>Eventbrite signs nothing.</remarks>
    public SignatureScheme? Scheme => null;

    public Sample SampleOf(Inlet inlet, DateTimeOffset now) =>
        new("application/json", """{"api_url":"https://www.eventbriteapi.com/v3/orders/1000000000/","config":{"action":"order.placed","user_id":"1","webhook_id":"1"}}""");

    public Reading Read(IncomingCall call, Inlet inlet)
    {
        if (JsonBody.Read(call.Body) is not { IsObject: true } body)
        {
            return Reading.Unreadable("no JSON");
        }

        // A changed order does not say how it was changed.
        SubmissionStanding? standing = body["config"]["action"].Text switch
        {
            "order.placed" => SubmissionStanding.Counts,
            "order.refunded" => SubmissionStanding.Cancelled,
            _ => null,
        };
        if (standing is null)
        {
            return Reading.Nothing;
        }

        return Order().Match(body["api_url"].Text ?? "") is { Success: true } order
            ? new Reading([new Submission(SubmissionKind.Rsvp, $"order:{order.Groups["id"].Value}", call.ReceivedAt) { Standing = standing.Value }])
            : Reading.Unreadable("no order");
    }

    [GeneratedRegex(@"^https://www\.eventbriteapi\.com/v3/orders/(?<id>[0-9]{1,20})/?(\?.*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Order();
}
