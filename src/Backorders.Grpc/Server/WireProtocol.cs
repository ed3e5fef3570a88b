namespace Backorders.Grpc.Server;

/// <summary>How a call came in.</summary>
public enum WireProtocol
{
    /// <summary>gRPC over HTTP/2.</summary>
    Grpc,
    /// <summary>gRPC-Web with binary frames.</summary>
    GrpcWeb,
    /// <summary>gRPC-Web with frames in base64.</summary>
    GrpcWebText,
    /// <summary>A JSON object by POST: the Connect protocol's unary form.</summary>
    ConnectJson,
    /// <summary>A protobuf message by POST: the Connect protocol's unary form.</summary>
    ConnectProto,
}
