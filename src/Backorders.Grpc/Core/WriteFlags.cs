namespace Grpc.Core;

/// <summary>Hints for one written message.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>More messages follow at once: this one may wait in the buffer for the next write without this hint.</summary>
    BufferHint = 1,
    /// <summary>Do not compress this message.</summary>
    NoCompress = 2,
}
