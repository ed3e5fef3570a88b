using Backorders.Actors.Port;
using Backorders.Server.Refusals;
using Grpc.Core;

namespace Backorders.Server.Calls;

/// <summary>What a client is told of a call that another node answered.</summary>
internal static class PassedCall
{
    /// <summary>The public message, or the exception that ends the call.</summary>
    /// <exception cref="RpcException">It was refused.</exception>
    public static T Open<T>(WarehouseAnswer answer, Func<byte[], T> read)
        where T : class => answer.Message is { } message ? CarriedMessage.Open(message, read) : throw ToException(answer);

    /// <summary>The status of a call that was refused, as the node that refused it said.</summary>
    public static RpcException ToException(WarehouseAnswer answer)
    {
        if (answer.Refused is { } refused)
        {
            return RefusalStatus.ToException(refused);
        }

        Metadata trailers = [];
        if (answer.RichStatus is { } rich)
        {
            trailers.Add(MetadataExtensions.StatusDetailsTrailerName, rich);
        }

        return new RpcException(new Status((StatusCode)answer.Status, answer.Detail), trailers);
    }
}
