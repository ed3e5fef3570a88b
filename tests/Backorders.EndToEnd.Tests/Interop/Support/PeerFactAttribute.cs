namespace Backorders.EndToEnd.Tests.Interop.Support;

/// <summary>A fact that needs a foreign implementation: skipped where it is missing, but failing there on CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerFactAttribute : FactAttribute
{
    /// <summary>The peer is a constant of <c>Peers</c>.</summary>
    public PeerFactAttribute(string peer)
    {
        if (!Peers.IsRequired)
        {
            Skip = Peers.Missing(peer);
        }
    }
}
