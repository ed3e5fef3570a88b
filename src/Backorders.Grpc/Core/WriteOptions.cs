namespace Grpc.Core;

/// <summary>Hints for written messages; set on a stream they hold until changed.</summary>
public class WriteOptions
{
    /// <summary>No hints.</summary>
    public static readonly WriteOptions Default = new();

    /// <summary>The given hints.</summary>
    public WriteOptions(WriteFlags flags = default)
    {
        Flags = flags;
    }

    /// <summary>The hints.</summary>
    public WriteFlags Flags { get; }
}
