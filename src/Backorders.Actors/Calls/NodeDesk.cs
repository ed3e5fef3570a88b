using Akka.Actor;
using Backorders.Actors.Port;

namespace Backorders.Actors.Calls;

/// <summary>Answers what other nodes ask this one itself, whichever warehouses it serves: rare questions of operators.</summary>
internal sealed class NodeDesk : UntypedActor
{
    /// <summary>Its name on every node.</summary>
    public const string Name = "node-desk";

    private readonly Func<ICallDesk> desk;

    public NodeDesk(Func<ICallDesk> desk) => this.desk = desk;

    public static Props Props(Func<ICallDesk> desk) => Akka.Actor.Props.Create(() => new NodeDesk(desk));

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is Passed asked)
        {
            desk().CarryOutAsync(asked.Request).PipeTo(Sender, Self, answer => new Answered(asked.Meeting, asked.Number, answer));
        }
        else
        {
            Unhandled(message);
        }
    }
}
