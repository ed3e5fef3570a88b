namespace Backorders.Grpc.Server.Calls;

/// <summary>Header fields of the gRPC protocol. Source: PROTOCOL-HTTP2.md.</summary>
internal static class HeaderFields
{
    public const string Status = "grpc-status";
    public const string Message = "grpc-message";
    public const string Encoding = "grpc-encoding";
    public const string AcceptEncoding = "grpc-accept-encoding";
    public const string Identity = "identity";
}
