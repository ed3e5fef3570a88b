using System.Net.Sockets;
using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Cluster.Hosting.SBR;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Hosting.Logging;
using Akka.Remote.Hosting;
using Akka.Remote.Transport.DotNetty;
using Backorders.Actors.Hosting.Arbitration;
using Backorders.Actors.Hosting.Doors;
using Backorders.Actors.Hosting.Meeting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Hosting;

/// <summary>
/// Composes a node's actor system: Akka.Hosting's typed options, and <c>node.conf</c> for what has none. The system listens when it is made, and is
/// no member of anything yet.
/// </summary>
internal static partial class NodeSystem
{
    /// <summary>The role of every node that can own warehouses.</summary>
    public const string Role = "warehouse";

    /// <summary>
    /// A heartbeat each half second, and three seconds of silence before a member counts as missing: a long pause of the garbage collector is
    /// shorter.
    /// </summary>
    private static readonly PhiAccrualFailureDetectorOptions failureDetector = new()
    {
        HeartbeatInterval = TimeSpan.FromMilliseconds(500), AcceptableHeartbeatPause = TimeSpan.FromSeconds(3),
    };

    private static readonly TimeSpan renewalNotice = TimeSpan.FromDays(14);

    /// <summary>Makes the actor system.</summary>
    /// <exception cref="ClusterStartException">It cannot listen, or its certificate cannot be used; the message names the setting.</exception>
    public static (ActorSystem System, ServiceProvider Services) Create(NodeParts parts)
    {
        ClusterNodeOptions options = parts.Options;
        NodeCertificate? certificate = options.Tls.IsSet ? NodeCertificate.Load(options.Tls, parts.Time) : null;
        if (certificate is not null && certificate.ValidUntil - parts.Time.GetUtcNow() < renewalNotice)
        {
            CertificateEnds(parts.Logs.CreateLogger(typeof(NodeSystem)), certificate.ValidUntil);
        }

        ServiceCollection services = new();
        services.AddSingleton(parts.Logs);
        services.AddAkka(options.Name, builder => Compose(builder, parts, certificate));
        ServiceProvider provider = services.BuildServiceProvider();
        try
        {
            return (provider.GetRequiredService<ActorSystem>(), provider);
        }
        catch (Exception e) when (Innermost(e) is SocketException or Akka.Remote.RemoteTransportException)
        {
            provider.Dispose();
            throw new ClusterStartException(
                $"Cluster:Host and Cluster:Port: this node cannot listen at {options.BindHost}:{options.BindPort}: {Innermost(e).Message}. "
                + "Is the port taken, or the host another machine's?", e);
        }
    }

    private static void Compose(AkkaConfigurationBuilder builder, NodeParts parts, NodeCertificate? certificate)
    {
        ClusterNodeOptions options = parts.Options;
        builder
            .AddHocon(ReadConf(), HoconAddMode.Prepend)
            .ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.LogLevel = Akka.Event.LogLevel.InfoLevel;
                loggers.AddLogger<AkkaLog>();
            })
            .AddSetup(new LoggerFactorySetup(parts.Logs))
            .WithStrictSerialization()
            .AddSetup(new ArbitrationSetup(parts.Arbiter, parts.Time, parts.Logs.CreateLogger<RowLease>()))
            .WithRemoting(Remoting(options, certificate))
            .WithClustering(new ClusterOptions
            {
                Roles = [Role],
                SeedNodes = [],
                LogInfo = true,
                FailureDetector = failureDetector,
                SplitBrainResolver = new LeaseMajorityOption { LeaseImplementation = new RowLeaseOption(), LeaseName = "split", Role = Role },
            })
            .AddHocon(Akka.Cluster.Sharding.ClusterSharding.DefaultConfig(), HoconAddMode.Append)
            .AddHocon(Akka.DistributedData.DistributedData.DefaultConfig(), HoconAddMode.Append)
            .AddHocon(Akka.Cluster.Tools.Singleton.ClusterSingleton.DefaultConfig(), HoconAddMode.Append);
        new RowLeaseOption().Apply(builder);
        if (certificate is not null)
        {
            Type transport = typeof(SturdyTransport);
            builder.AddHocon(
                $"akka.remote.dot-netty.tcp.transport-class = \"{transport.FullName}, {transport.Assembly.GetName().Name}\"", HoconAddMode.Prepend);
        }

        parts.Compose(builder);
    }

    private static RemoteOptions Remoting(ClusterNodeOptions options, NodeCertificate? certificate)
    {
        RemoteOptions remoting = new()
        {
            HostName = options.BindHost, Port = options.BindPort, PublicHostName = options.Host, PublicPort = options.Port,
            MaxFrameSize = options.Frames.FrameBytesMax,
            EnableSsl = certificate is not null,
        };
        if (certificate is not null)
        {
            remoting.Ssl = new SslOptions
            {
                X509Certificate = certificate.Own, RequireMutualAuthentication = true, ValidateCertificateHostname = false,
                SuppressValidation = false,
                CustomValidator = certificate.Accepts,
            };
        }

        return remoting;
    }

    private static Config ReadConf()
    {
        using StreamReader reader = new(typeof(NodeSystem).Assembly.GetManifestResourceStream("node.conf")!);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }

    private static Exception Innermost(Exception e) =>
        e is AggregateException { InnerExceptions: [Exception first, ..] } ? Innermost(first) : e.InnerException is { } inner ? Innermost(inner) : e;
}
