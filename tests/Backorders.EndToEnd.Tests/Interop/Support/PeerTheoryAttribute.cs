namespace Backorders.EndToEnd.Tests.Interop.Support;

/// <summary>As <see cref="PeerFactAttribute"/>, for theories.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerTheoryAttribute : TheoryAttribute
{
    /// <summary>The peer is a constant of <c>Peers</c>.</summary>
    public PeerTheoryAttribute(string peer)
    {
        if (!Peers.IsRequired)
        {
            Skip = Peers.Missing(peer);
        }
    }
}
