using System.Threading.Channels;
using Akka.Actor;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>An actor at a known path that keeps whatever reaches it.</summary>
internal sealed class Recorder : UntypedActor
{
    public const string Name = "known";

    private readonly ChannelWriter<object> into;

    public Recorder(ChannelWriter<object> into) => this.into = into;

    protected override void OnReceive(object message) => into.TryWrite(message);
}
