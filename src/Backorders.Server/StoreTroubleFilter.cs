using Backorders.Actors.Storage;
using Backorders.Domain.Values;
using Backorders.Grpc.Server;
using Grpc.Core;

namespace Backorders.Server;

/// <summary>
/// A call that needed the store while that could not be read is refused as such, whichever call it is: its client may send the same again. What a handler can say better, it
/// says itself.
/// </summary>
internal sealed class StoreTroubleFilter : IServerCallFilter
{
    /// <summary>What a caller is told of the store's trouble.</summary>
    public static Refused Refuse(JournalException trouble) =>
        Refused.Because(Refusal.StoreUnavailable, $"The journal cannot be read now. Send the same again. {trouble.Message}");

    /// <inheritdoc/>
    public async Task InvokeAsync(ServerCallContext context, ServerCallNext next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (JournalException e)
        {
            throw RefusalStatus.ToException(Refuse(e));
        }
    }
}
