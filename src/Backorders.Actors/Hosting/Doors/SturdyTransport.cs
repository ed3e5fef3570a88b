using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Hosting.Logging;
using Akka.Remote.Transport;
using Akka.Remote.Transport.DotNetty;

namespace Backorders.Actors.Hosting.Doors;

/// <summary>
/// Akka's own transport, for TLS, with one difference: an outgoing connection that breaks in the middle of its handshake is a failed connection, as
/// any other is. Akka 1.5 ends
/// the whole actor system then. A peer that was just killed behind a proxy, or whose address is another's by now, would take down every node that
/// still tries to reach it.
/// </summary>
/// <remarks>
/// The transport ends the system that it was made for, so it is made for a small one of its own that has nothing to end. Connections, frames,
/// certificates and their checks
/// are Akka's.
/// </remarks>
public sealed class SturdyTransport : Transport
{
    private const string Inner = "Akka.Remote.Transport.DotNetty.TcpTransport, Akka.Remote";

    private readonly ActorSystem shield;
    private readonly Transport transport;

    /// <summary>Called by Akka.</summary>
    /// <param name="system">The node's actor system.</param>
    /// <param name="config">The transport's settings.</param>
    public SturdyTransport(ActorSystem system, Config config)
    {
        (System, Config) = (system, config);
        shield = ActorSystem.Create(system.Name, ShieldSetup(system));
        transport = (Transport)Activator.CreateInstance(Type.GetType(Inner, throwOnError: true)!, shield, config)!;
    }

    /// <inheritdoc/>
    [AllowNull]
    public override string SchemeIdentifier
    {
        get => transport.SchemeIdentifier;
        protected set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override long MaximumPayloadBytes
    {
        get => transport.MaximumPayloadBytes;
        protected set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen() => transport.Listen();

    /// <inheritdoc/>
    public override bool IsResponsibleFor(Address remote) => transport.IsResponsibleFor(remote);

    /// <inheritdoc/>
    public override Task<AssociationHandle> Associate(Address remoteAddress) => transport.Associate(remoteAddress);

    /// <inheritdoc/>
    public override Task<bool> ManagementCommand(object message) => transport.ManagementCommand(message);

    /// <inheritdoc/>
    public override async Task<bool> Shutdown()
    {
        bool done = await transport.Shutdown().ConfigureAwait(false);
        await shield.Terminate().ConfigureAwait(false);
        return done;
    }

    private static ActorSystemSetup ShieldSetup(ActorSystem system)
    {
        ActorSystemSetup setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString("""
            akka {
              actor.provider = local
              loglevel = WARNING
              stdout-loglevel = OFF
              loggers = ["Backorders.Actors.Hosting.Doors.AkkaLog, Backorders.Actors"]
              coordinated-shutdown {
                terminate-actor-system = off
                exit-clr = off
                run-by-clr-shutdown-hook = off
                run-by-actor-system-terminate = off
              }
            }
            """)));
        foreach (Setup part in new Setup?[] { Part<DotNettySslSetup>(system), Part<LoggerFactorySetup>(system) }.OfType<Setup>())
        {
            setup = setup.And(part);
        }

        return setup;
    }

    private static T? Part<T>(ActorSystem system)
        where T : Setup
    {
        Akka.Util.Option<T> part = system.Settings.Setup.Get<T>();
        return part.HasValue ? part.Value : null;
    }
}
