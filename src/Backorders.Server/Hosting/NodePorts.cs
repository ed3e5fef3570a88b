using System.Net.Sockets;
using Backorders.Server.Common;
using Backorders.Server.Edge;
using Backorders.Server.Options;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.Hosting;

/// <summary>The web host in a node's life: where it listens, and the end of streams and calls.</summary>
internal sealed partial class NodePorts(IHost web, IServer server, OpenStreams streams, NodeSelf self, NodeOptions options, ILogger<NodePorts> logger) : IHostedService
{
    /// <summary>Where gRPC is spoken, once it is.</summary>
    public Uri Grpc { get; private set; } = null!;

    /// <summary>Where JSON, gRPC-Web, metrics and health are, once they are.</summary>
    public Uri Http { get; private set; } = null!;

    /// <summary>Where devices learn without TLS how to trust the local authority; null when nowhere, and until it listens.</summary>
    public Uri? TrustDoor { get; private set; }

    /// <summary>Opens the ports.</summary>
    /// <exception cref="NodeStartException">A port is in use, or must not be opened.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await web.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new NodeStartException($"{e.Message.TrimEnd('.')}. Stop what uses it, or change Listen.", e);
        }
        catch (SocketException e)
        {
            // An address that is not this machine's, or a port that takes a right which the process does not have.
            throw new NodeStartException($"Listen: cannot listen on {options.Listen.Places()}: {e.Message}. Name addresses of this machine, and ports that this user may open.", e);
        }

        ICollection<string> addresses = server.Features.Get<IServerAddressesFeature>()!.Addresses;
        Uri[] bound = [.. addresses.Select(u => new Uri(u.Replace("[::]", "localhost", StringComparison.Ordinal)))];
        TrustDoor = options.Listen.HasTrustDoor ? bound.First(u => u.Scheme == Uri.UriSchemeHttp) : null;
        bound = [.. bound.Where(u => u != TrustDoor)];
        (Http, Grpc) = (bound[0], bound[^1]);
        self.ListensAt(Grpc);
        if (!options.Listen.UsesTls && options.Listen.ReachesOthers())
        {
            LogCleartext(options.Listen.Places());
        }
    }

    /// <summary>Ends the streams, then takes no new connection and has the calls in flight answered.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        bool streamsEnded = await InTimeAsync(streams.EndAsync(cancellationToken)).ConfigureAwait(false);
        bool callsEnded = await InTimeAsync(web.StopAsync(cancellationToken)).ConfigureAwait(false);
        if (!streamsEnded || !callsEnded)
        {
            LogCutOff(options.Limits.StopSeconds);
        }
    }

    /// <summary>Whether something ended before patience did.</summary>
    private static async Task<bool> InTimeAsync(Task ending)
    {
        try
        {
            await ending.ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
