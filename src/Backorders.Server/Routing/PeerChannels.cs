using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Backorders.Grpc.Client;
using Grpc.Core;

namespace Backorders.Server.Routing;

/// <summary>Connections to the other nodes: one channel for each address, kept for as long as the node runs.</summary>
internal sealed class PeerChannels : IDisposable
{
    /// <summary>Nodes stand near each other; one that does not answer within this is as good as gone, and a caller waits.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    /// <summary>How soon a silent connection with open calls is pinged, and how long that may take: a node that hangs is noticed within the life of its lease.</summary>
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, Lazy<GrpcChannel>> channels = new(StringComparer.Ordinal);
    private readonly X509Certificate2Collection? roots;
    private readonly TimeProvider time;

    public PeerChannels(ClusterSettings settings, NodeClock clock)
    {
        time = clock.Waiting;
        roots = settings.TrustedRoots.Length == 0 ? null : ReadRoots(settings.TrustedRoots);
    }

    /// <summary>Calls to the node at an address.</summary>
    public CallInvoker To(string address) => channels.GetOrAdd(address, key => new Lazy<GrpcChannel>(() => Open(key))).Value.CreateCallInvoker();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Lazy<GrpcChannel> channel in channels.Values)
        {
            channel.Value.Dispose();
        }
    }

    private GrpcChannel Open(string address) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
    {
        // What the owner may say, this node may say: no limit of its own.
        MaxReceiveMessageBytes = null,
        ConnectTimeout = ConnectTimeout,
        KeepAlivePingDelay = PingAfter,
        KeepAlivePingTimeout = PingAfter,
        TimeProvider = time,
        TrustedRoots = roots,
    });

    /// <summary>What the machine trusts, and the file's.</summary>
    private static X509Certificate2Collection ReadRoots(string file)
    {
        X509Certificate2Collection all = [];
        try
        {
            all.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new NodeStartException($"Cluster:TrustedRoots: '{file}' cannot be read as certificates in PEM form: {e.Message}", e);
        }

        if (all.Count == 0)
        {
            throw new NodeStartException($"Cluster:TrustedRoots: '{file}' holds no certificate; put those of the authorities there that signed the nodes' certificates, in PEM form.");
        }

        using X509Store machine = new(StoreName.Root, StoreLocation.LocalMachine);
        machine.Open(OpenFlags.ReadOnly);
        all.AddRange(machine.Certificates);
        return all;
    }
}
