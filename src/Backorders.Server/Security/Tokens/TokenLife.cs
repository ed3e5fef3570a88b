using Backorders.Server.Refusals;
using Grpc.Core;

namespace Backorders.Server.Security.Tokens;

/// <summary>How long a token is good. It cannot be renewed or taken back before its end: who gets a new one opens new streams with it.</summary>
/// <param name="ends">Its <c>exp</c>, and as much later as the issuer's clock may differ.</param>
/// <param name="time">What it runs out by.</param>
internal sealed class TokenLife(DateTimeOffset ends, TimeProvider time) : TimedLife(ends, time)
{
    /// <inheritdoc/>
    public override RpcException Ended(string callerId, string why) => RefusalStatus.Create(
        StatusCode.Unauthenticated, $"The token of '{callerId}' {why}. Get a new one from its issuer, and open the stream again with it.", "TOKEN_EXPIRED", ("key_id", callerId), ("why", why));
}
