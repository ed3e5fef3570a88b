namespace Backorders.Server.Common;

/// <summary>A node could not start. The message says why, to a person, in full.</summary>
public sealed class NodeStartException : Exception
{
    /// <summary>With what is wrong.</summary>
    public NodeStartException(string message)
        : base(message)
    {
    }

    /// <summary>With what is wrong and what lies behind it.</summary>
    public NodeStartException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
