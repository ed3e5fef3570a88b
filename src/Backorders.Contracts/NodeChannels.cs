using Grpc.Core;
using Grpc.Net.Client;

namespace Backorders.V1;

/// <summary>
/// The nodes that a client knows: those it was told of, one of which answers whatever no other is remembered for, and those that nodes named as the owners of
/// warehouses. Thread-safe.
/// </summary>
internal sealed class NodeChannels : IDisposable
{
    private readonly Lock gate = new();
    private readonly string[] addresses;
    private readonly Metadata headers;
    private readonly ClientOptions options;
    private readonly int nodesMax;
    private readonly Dictionary<string, (GrpcChannel Channel, CallInvoker Invoker)> open = new(StringComparer.Ordinal);

    /// <summary>Who was named for a warehouse; null when that node may not be called, so that another one must pass the calls on.</summary>
    private readonly Dictionary<string, string?> owners = new(StringComparer.Ordinal);
    private int current;

    /// <param name="addresses">At least one.</param>
    /// <param name="headers">Metadata for every call.</param>
    /// <param name="options">How to connect to each, and how many channels to hold: an owner beyond that is asked through another node.</param>
    public NodeChannels(IReadOnlyList<string> addresses, Metadata headers, ClientOptions options)
    {
        (this.addresses, this.headers, this.options, nodesMax) = ([.. addresses], headers, options, Math.Max(options.NodesMax, addresses.Count));
        foreach (string address in addresses)
        {
            // At once, so that an address that is none is told to who made the client.
            Open(address);
        }
    }

    /// <summary>How many nodes the client was told of.</summary>
    public int Count => addresses.Length;

    /// <summary>The node for a call.</summary>
    /// <param name="warehouse">The warehouse whose owner is to be asked, if it is known; null for any node.</param>
    public NodeChoice For(string? warehouse)
    {
        lock (gate)
        {
            string? owner = null;
            bool isNamed = warehouse is not null && owners.TryGetValue(warehouse, out owner);
            string address = owner ?? addresses[current];
            return new NodeChoice(warehouse, address, Open(address), warehouse is not null && (owner is not null || !isNamed));
        }
    }

    /// <summary>Takes in what a failed call says of the nodes.</summary>
    /// <param name="failure">How it ended.</param>
    /// <param name="choice">Where it was sent.</param>
    /// <returns>Whether the same call may go out again at once, because it was refused by the wrong node or never reached one.</returns>
    public bool Learn(RpcException failure, in NodeChoice choice)
    {
        if (failure.GetErrorInfo() is { Domain: "backorders" } info)
        {
            switch (info.Reason)
            {
                case "NOT_OWNER":
                    return Remember(choice, info.Metadata.GetValueOrDefault("owner_address"));
                case "NOT_READY" or "STORE_UNAVAILABLE":
                    // The node is there but cannot serve, and it alone may be cut off from the store: the next try, after its pause, goes to another one.
                    Leave(choice, all: false);
                    return false;
                default:
                    return false;
            }
        }

        if (!LostCall.Is(failure))
        {
            return false;
        }

        Leave(choice, all: true);
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

    private bool Remember(in NodeChoice choice, string? owner)
    {
        if (choice.Warehouse is not { } warehouse)
        {
            return false;
        }

        lock (gate)
        {
            if (owner is null || owner == choice.Address)
            {
                owners.Remove(warehouse);
                return false;
            }

            // A key that travelled encrypted is not sent in the clear because a node says so.
            bool same = Uri.TryCreate(owner, UriKind.Absolute, out Uri? there) && there.Scheme == new Uri(addresses[0]).Scheme;
            bool callable = same && (open.ContainsKey(owner) || open.Count < nodesMax);
            owners[warehouse] = callable ? owner : null;
            return callable || choice.IsStraight;
        }
    }

    /// <summary>Sends no more calls to a node while there are others.</summary>
    /// <param name="choice">The node, and whose owner it was taken for.</param>
    /// <param name="all">Whether it serves no other warehouse either.</param>
    private void Leave(in NodeChoice choice, bool all)
    {
        (string? warehouse, string address) = (choice.Warehouse, choice.Address);
        lock (gate)
        {
            foreach (string gone in owners.Where(pair => pair.Value == address && (all || pair.Key == warehouse)).Select(pair => pair.Key).ToArray())
            {
                owners.Remove(gone);
            }

            if (addresses[current] == address)
            {
                current = (current + 1) % addresses.Length;
            }
        }
    }

    private CallInvoker Open(string address)
    {
        if (!open.TryGetValue(address, out (GrpcChannel Channel, CallInvoker Invoker) node))
        {
            open[address] = node = NodeConnection.Open(address, headers, options);
        }

        return node.Invoker;
    }
}
