using Backorders.Grpc.Server.Binding;

namespace Backorders.Grpc.Server.Calls;

/// <summary>Which protocol a content type stands for.</summary>
internal static class ContentTypes
{
    public const string Grpc = "application/grpc";
    public const string GrpcWeb = "application/grpc-web";
    public const string GrpcWebText = "application/grpc-web-text";
    public const string Json = "application/json";
    public const string Proto = "application/proto";

    /// <summary>Null for a type that is not spoken here. Parameters are ignored, and so is case (RFC 9110 §8.3.1).</summary>
    public static WireProtocol? Classify(string? contentType)
    {
        // Almost every call; compared first and without trimming.
        if (contentType is Grpc or "application/grpc+proto")
        {
            return WireProtocol.Grpc;
        }

        var type = (contentType ?? "").AsSpan();
        var end = type.IndexOf(';');
        type = (end < 0 ? type : type[..end]).Trim();
        return Is(type, Grpc) ? WireProtocol.Grpc
            : Is(type, GrpcWeb) ? WireProtocol.GrpcWeb
            : Is(type, GrpcWebText) ? WireProtocol.GrpcWebText
            : type.Equals(Json, StringComparison.OrdinalIgnoreCase) ? WireProtocol.ConnectJson
            : type.Equals(Proto, StringComparison.OrdinalIgnoreCase) ? WireProtocol.ConnectProto
            : null;
    }

    /// <summary>For the answer 415.</summary>
    public static string AcceptPost(MethodSpec spec) => spec.HasPlainForm
        ? $"{Grpc}, {GrpcWeb}, {GrpcWebText}, {Json}, {Proto}"
        : $"{Grpc}, {GrpcWeb}, {GrpcWebText}";

    private static bool Is(ReadOnlySpan<char> type, string name) => type.StartsWith(name, StringComparison.OrdinalIgnoreCase)
        && (type.Length == name.Length || type[name.Length..].Equals("+proto", StringComparison.OrdinalIgnoreCase));
}
