namespace Backorders.Actors.Hosting;

/// <summary>
/// How a node's actor system ended. Whatever is not <see cref="Left"/> wants a non-zero exit code, so that a supervisor starts the node again.
/// </summary>
public enum NodeEnd
{
    /// <summary>It left in good order.</summary>
    Left,

    /// <summary>The other nodes went on without it, or it found itself on the losing side of a split.</summary>
    Downed,

    /// <summary>It stopped for another reason, such as a fatal error.</summary>
    Failed,
}
