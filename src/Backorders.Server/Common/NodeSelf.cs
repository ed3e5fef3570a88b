using Backorders.Actors.Port;
using Backorders.Server.Options;

namespace Backorders.Server.Common;

/// <summary>Who this node is among those that share its store; one object is one start of the process.</summary>
internal sealed class NodeSelf(ClusterSettings settings)
{
    private readonly Guid incarnation = Guid.NewGuid();
    private string address = settings.Address;

    /// <summary>Who this node is. Its address is empty until it listens, unless the settings name one.</summary>
    public NodeIdentity Identity => new(settings.NodeName, incarnation, address, settings.Weight);

    /// <summary>Where it listens: what others are told, when the settings name no address.</summary>
    public void ListensAt(Uri grpc)
    {
        if (settings.Address.Length == 0)
        {
            address = grpc.ToString().TrimEnd('/');
        }
    }
}
