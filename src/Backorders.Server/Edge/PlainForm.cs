namespace Backorders.Server.Edge;

/// <summary>The form of a call by plain POST. Source: https://connectrpc.com/docs/protocol#unary-rpcs</summary>
/// <param name="ContentType">Of request and response.</param>
internal sealed record PlainForm(string ContentType)
{
    private const string Grpc = "application/grpc";

    /// <summary>The body is the message as JSON.</summary>
    public static readonly PlainForm Json = new("application/json");

    /// <summary>The body is the message's bytes.</summary>
    public static readonly PlainForm Proto = new("application/proto");

    /// <summary>Whether the library takes the request as it is.</summary>
    public static bool IsGrpc(string? contentType) => contentType is not null && contentType.StartsWith(Grpc, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == Grpc.Length || contentType[Grpc.Length] is ';' or '+');

    /// <summary>What a request says of itself; null for gRPC, gRPC-Web and all else.</summary>
    public static PlainForm? Of(string? contentType)
    {
        if (contentType is null || IsGrpc(contentType))
        {
            return null;
        }

        ReadOnlySpan<char> type = contentType.AsSpan();
        int parameters = type.IndexOf(';');
        type = (parameters < 0 ? type : type[..parameters]).Trim();
        return type.Equals(Json.ContentType, StringComparison.OrdinalIgnoreCase) ? Json
            : type.Equals(Proto.ContentType, StringComparison.OrdinalIgnoreCase) ? Proto
            : null;
    }
}
