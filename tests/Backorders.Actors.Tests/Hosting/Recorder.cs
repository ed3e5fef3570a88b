using System.Threading.Channels;
using Akka.Actor;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>An actor at a known path that keeps whatever reaches it.</summary>
internal sealed class Recorder : UntypedActor
{
    public const string Name = "known";

    private readonly ChannelWriter<object> into;

    public Recorder(ChannelWriter<object> into) => this.into = into;

    /// <summary>Puts one into a node.</summary>
    public static ChannelReader<object> In(ActorSystem system)
    {
        Channel<object> channel = Channel.CreateUnbounded<object>();
        system.ActorOf(Props.Create(() => new Recorder(channel.Writer)), Name);
        return channel.Reader;
    }

    protected override void OnReceive(object message) => into.TryWrite(message);
}
