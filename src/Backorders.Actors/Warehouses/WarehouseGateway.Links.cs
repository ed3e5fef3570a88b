using Akka.Actor;
using Backorders.Actors.Calls;
using Backorders.Actors.Port;

namespace Backorders.Actors.Warehouses;

/// <summary>What nodes pass on: each node's link has a line here, whose calls are taken in order.</summary>
internal sealed partial class WarehouseGateway
{
    private readonly Dictionary<IActorRef, NodeLine> lines = [];

    private void HearNode(object message)
    {
        switch (message)
        {
            case Passed passed:
                Take(passed);
                break;
            case Carried carried:
                NoteCarried(carried);
                break;
            case Meet meet:
                Welcome(meet);
                break;
            case Listen listen:
                NoteListening(listen);
                break;
        }
    }

    /// <summary>A closed gateway does not answer: its link keeps looking and finds the next one.</summary>
    private void Welcome(Meet meet)
    {
        if (isClosed || Sender.IsNobody())
        {
            return;
        }

        if (!lines.TryGetValue(Sender, out NodeLine? line) || line.Meeting != meet.Meeting)
        {
            Context.Watch(Sender);
            lines[Sender] = line = new NodeLine(meet.Meeting);
        }

        Sender.Tell(new Met(line.Meeting, line.Last, line.Pending), Self);
    }

    /// <summary>A call is dropped when the one before it is missing: its link sends both again.</summary>
    private void Take(Passed passed)
    {
        if (!lines.TryGetValue(Sender, out NodeLine? line) || line.Meeting != passed.Meeting || line.Last != passed.After)
        {
            return;
        }

        line.Last = passed.Number;
        if (isClosed)
        {
            // The last row may take long: the link keeps the call for whoever has the warehouse next, and its caller's patience counts from here on.
            Sender.Tell(new Answered(passed.Meeting, passed.Number, LinkAnswers.Closing()), Self);
            return;
        }

        line.Pending++;
        IActorRef link = Sender;
        parts.Desk().CarryOutAsync(passed.Request).PipeTo(Self, success: answer => new Carried(link, passed.Meeting, passed.Number, answer));
    }

    private void NoteCarried(Carried carried)
    {
        if (lines.TryGetValue(carried.Link, out NodeLine? line) && line.Meeting == carried.Meeting)
        {
            line.Pending--;
            carried.Link.Tell(new Answered(carried.Meeting, carried.Number, carried.Answer), Self);
        }
    }

    private void NoteListening(Listen listen)
    {
        if (lines.TryGetValue(Sender, out NodeLine? line) && line.Meeting == listen.Meeting)
        {
            line.MayTell = true;
            TellDurable(Sender, line);
        }
    }

    /// <summary>The links hear how far turns are durable, each as fast as it listens.</summary>
    private void TellDurable()
    {
        foreach ((IActorRef link, NodeLine line) in lines)
        {
            TellDurable(link, line);
        }
    }

    private void TellDurable(IActorRef link, NodeLine line)
    {
        if (line.MayTell && place.Feed.Durable > line.Told)
        {
            (line.MayTell, line.Told) = (false, place.Feed.Durable);
            link.Tell(new Durable(line.Meeting, line.Told), Self);
        }
    }

    /// <summary>What became of a call that a node passed on.</summary>
    private sealed record Carried(IActorRef Link, long Meeting, long Number, WarehouseAnswer Answer);
}
