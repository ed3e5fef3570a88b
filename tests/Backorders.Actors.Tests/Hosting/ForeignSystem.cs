using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Remote;
using Akka.Remote.Transport.DotNetty;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>An actor system that is none of ours, as anybody could start one, and what it learns of its attempts to connect.</summary>
internal sealed class ForeignSystem : IAsyncDisposable
{
    private readonly ActorSystem system;
    private readonly ChannelReader<object> errors;

    private ForeignSystem(ActorSystem system)
    {
        this.system = system;
        Channel<object> channel = Channel.CreateUnbounded<object>();
        system.EventStream.Subscribe(system.ActorOf(Props.Create(() => new Recorder(channel.Writer)), "errors"), typeof(AssociationErrorEvent));
        errors = channel.Reader;
    }

    /// <summary>Without TLS.</summary>
    public static ForeignSystem Plaintext() => new(ActorSystem.Create("backorders", Bootstrap(tls: false)));

    /// <summary>With TLS, trusting whomever it connects to.</summary>
    /// <param name="certificate">What it shows as a server, and also as a client if it shows one there.</param>
    /// <param name="showsIt">Whether it shows a certificate to those it connects to.</param>
    public static ForeignSystem Tls(X509Certificate2 certificate, bool showsIt) => new(ActorSystem.Create(
        "backorders", Bootstrap(tls: true).And(new DotNettySslSetup(certificate, suppressValidation: true, requireMutualAuthentication: showsIt))));

    /// <summary>Sends a message to the known actor of a node.</summary>
    public void Tell(string address, object message) => system.ActorSelection($"{address}/user/{Recorder.Name}").Tell(message);

    /// <summary>
    /// Ends when an attempt to connect has failed. A system with Akka's own TLS transport ends itself then, which may be all that is heard of it.
    /// </summary>
    public async Task RefusedAsync() =>
        await Task.WhenAny(errors.WaitToReadAsync().AsTask(), system.WhenTerminated).WaitAsync(TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync() => await system.Terminate();

    private static BootstrapSetup Bootstrap(bool tls) => BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString($$"""
        akka {
          actor.provider = remote
          loglevel = OFF
          stdout-loglevel = OFF
          coordinated-shutdown.exit-clr = off
          remote.retry-gate-closed-for = 100 ms
          remote.dot-netty.tcp {
            hostname = 127.0.0.1
            port = 0
            connection-timeout = 3 s
            enable-ssl = {{(tls ? "on" : "off")}}
          }
        }
        """));
}
