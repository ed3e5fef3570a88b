namespace Grpc.Core;

/// <summary>Outcome of a call. The numbers travel on the wire: https://github.com/grpc/grpc/blob/master/doc/statuscodes.md</summary>
public enum StatusCode
{
    /// <summary>Success.</summary>
    OK = 0,
    /// <summary>The caller gave up.</summary>
    Cancelled = 1,
    /// <summary>An error from another error space, or one that the server does not explain.</summary>
    Unknown = 2,
    /// <summary>The request is wrong whatever the state of the system.</summary>
    InvalidArgument = 3,
    /// <summary>The time ran out; the operation may still have taken effect.</summary>
    DeadlineExceeded = 4,
    /// <summary>Something asked for does not exist.</summary>
    NotFound = 5,
    /// <summary>Something to be created exists.</summary>
    AlreadyExists = 6,
    /// <summary>The caller is known, but may not do this.</summary>
    PermissionDenied = 7,
    /// <summary>A quota, a queue or a size limit is used up.</summary>
    ResourceExhausted = 8,
    /// <summary>The system is not in the state that the operation needs; do not retry before it is.</summary>
    FailedPrecondition = 9,
    /// <summary>A concurrent change won; retry the whole transaction.</summary>
    Aborted = 10,
    /// <summary>A position beyond the valid range, which may become valid later.</summary>
    OutOfRange = 11,
    /// <summary>The server has no such method.</summary>
    Unimplemented = 12,
    /// <summary>An invariant is broken: a bug on one of the two sides, or a malformed message.</summary>
    Internal = 13,
    /// <summary>The server cannot be reached or is going away; retry.</summary>
    Unavailable = 14,
    /// <summary>Data is lost or corrupt for good.</summary>
    DataLoss = 15,
    /// <summary>No valid credentials came with the call.</summary>
    Unauthenticated = 16,
}
