namespace Backorders.Cli.Terminal;

/// <summary>What the process ends with. Scripts depend on these numbers: they do not change.</summary>
internal static class ExitCodes
{
    /// <summary>All was done.</summary>
    public const int Done = 0;

    /// <summary>Something was refused, or some of the rows were.</summary>
    public const int Failed = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int WrongUsage = 2;

    /// <summary>The server does not answer.</summary>
    public const int Unreachable = 3;

    /// <summary>The node cannot start: a port or the store is in use, or the options are wrong.</summary>
    public const int CannotStart = 4;

    /// <summary>No answer came in time: whether it was done is not known. The same message may be sent again; it is counted once.</summary>
    public const int NotConfirmed = 5;

    /// <summary>Stopped by Ctrl-C.</summary>
    public const int Interrupted = 130;
}
