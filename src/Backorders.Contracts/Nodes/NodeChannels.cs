using Backorders.Grpc.Client;
using Backorders.Grpc.Errors;
using Grpc.Core;

namespace Backorders.V1;

/// <summary>
/// The nodes that a client knows: those it was told of, one of which answers whatever no other is remembered for, and those that nodes named as the owners of
/// warehouses. Thread-safe.
/// </summary>
internal sealed class NodeChannels : IDisposable
{
    private readonly Lock gate = new();
    private readonly string[] addresses;
    private readonly GrpcChannelOptions connection;
    private readonly int nodesMax;
    private readonly Dictionary<string, (GrpcChannel Channel, CallInvoker Invoker)> open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> owners = new(StringComparer.Ordinal);
    private int current;

    /// <param name="addresses">At least one.</param>
    /// <param name="connection">How to connect to each.</param>
    /// <param name="nodesMax">Channels to hold at most; an owner beyond that is asked through another node.</param>
    public NodeChannels(IReadOnlyList<string> addresses, GrpcChannelOptions connection, int nodesMax)
    {
        (this.addresses, this.connection, this.nodesMax) = ([.. addresses], connection, Math.Max(nodesMax, addresses.Count));
        foreach (string address in addresses)
        {
            // At once, so that an address that is none is told to who made the client.
            Open(address);
        }
    }

    /// <summary>How many nodes the client was told of.</summary>
    public int Count => addresses.Length;

    /// <summary>The node for a call, and its address.</summary>
    /// <param name="warehouse">The warehouse whose owner is to be asked, if it is known; null for any node.</param>
    public (string Address, CallInvoker Invoker) For(string? warehouse)
    {
        lock (gate)
        {
            string address = warehouse is not null && owners.TryGetValue(warehouse, out string? owner) ? owner : addresses[current];
            return (address, Open(address));
        }
    }

    /// <summary>Takes in what a failed call says of the nodes.</summary>
    /// <param name="failure">How it ended.</param>
    /// <param name="warehouse">The warehouse that it asked for; null when that does not matter.</param>
    /// <param name="address">Where it was sent.</param>
    /// <returns>Whether the same call may go out again at once, because it was refused by the wrong node or never reached one.</returns>
    public bool Learn(RpcException failure, string? warehouse, string address)
    {
        if (RichStatus.From(failure)?.ErrorInfo is { Domain: "backorders" } info)
        {
            return warehouse is not null && info.Reason == "NOT_OWNER" && info.Metadata.TryGetValue("owner_address", out string? owner) && Remember(warehouse, owner, address);
        }

        if (!LostCall.Is(failure))
        {
            return false;
        }

        lock (gate)
        {
            foreach (string gone in owners.Where(pair => pair.Value == address).Select(pair => pair.Key).ToArray())
            {
                owners.Remove(gone);
            }

            if (addresses[current] == address)
            {
                current = (current + 1) % addresses.Length;
            }
        }

        return LostCall.NeverLeft(failure);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            foreach ((GrpcChannel channel, _) in open.Values)
            {
                channel.Dispose();
            }
        }
    }

    private bool Remember(string warehouse, string owner, string refusedBy)
    {
        lock (gate)
        {
            owners.Remove(warehouse);

            // A key that travelled encrypted is not sent in the clear because a node says so.
            bool same = Uri.TryCreate(owner, UriKind.Absolute, out Uri? there) && there.Scheme == new Uri(addresses[0]).Scheme;
            if (!same || owner == refusedBy || (!open.ContainsKey(owner) && open.Count >= nodesMax))
            {
                return false;
            }

            owners[warehouse] = owner;
            return true;
        }
    }

    private CallInvoker Open(string address)
    {
        if (!open.TryGetValue(address, out (GrpcChannel Channel, CallInvoker Invoker) node))
        {
            GrpcChannel channel = GrpcChannel.ForAddress(address, connection);
            open[address] = node = (channel, channel.CreateCallInvoker());
        }

        return node.Invoker;
    }
}
