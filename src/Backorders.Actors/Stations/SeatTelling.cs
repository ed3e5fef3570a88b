using Akka.Actor;
using Backorders.Actors.Sessions;

namespace Backorders.Actors.Stations;

/// <summary>Hands news of a session to the streams that wait for it.</summary>
internal static class SeatTelling
{
    /// <summary>Tells one piece.</summary>
    /// <param name="news">What may be told.</param>
    /// <param name="gateway">Whom the stream talks to: the sender.</param>
    public static void Tell(SeatNews news, IActorRef gateway)
    {
        IStationMessage message = news switch
        {
            SeatOffer offer => new Offered(offer.Round, offer.Number, offer.Turn.Stored.Seq, offer.Turn.Body, offer.Tasks),
            SeatWelcome { Found.IsInUse: true } => SeatInUse.Instance,
            SeatWelcome welcome => new Seated(welcome.Round, welcome.Number, welcome.Found.LeaseSeconds, welcome.Found.Held),
            _ => throw new ArgumentOutOfRangeException(nameof(news), news.GetType().Name, "Neither an offer nor a welcome."),
        };
        ((IActorRef)news.Who).Tell(message, gateway);
    }
}
