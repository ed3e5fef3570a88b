namespace Backorders.Testing.Postgres;

/// <summary>How a server is stopped.</summary>
public enum PostgresStop
{
    /// <summary>Sessions are ended, everything is written.</summary>
    Fast,

    /// <summary>At once, as a crash would: the next start recovers from the log.</summary>
    Immediate,
}
