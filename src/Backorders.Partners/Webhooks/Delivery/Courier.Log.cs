using Microsoft.Extensions.Logging;

namespace Backorders.Partners.Webhooks.Delivery;

internal sealed partial class Courier
{
    [LoggerMessage(8000, LogLevel.Warning, "Endpoint {EndpointId}, warehouse {Warehouse}: try {Attempt} was not taken ({Error}); the next is at {NextTryAt}.")]
    private partial void TryFailed(string endpointId, string warehouse, int attempt, string error, DateTimeOffset nextTryAt);

    [LoggerMessage(8001, LogLevel.Error, "Endpoint {EndpointId}, warehouse {Warehouse}: decision {Cursor} was rejected {Attempts} times and is set aside ({Error}); delivery goes on.")]
    private partial void SetAside(string endpointId, string warehouse, long cursor, int attempts, string error);

    [LoggerMessage(8002, LogLevel.Warning, "Endpoint {EndpointId}, warehouse {Warehouse}: what happened cannot be read or noted now; deliveries wait.")]
    private partial void FeedTrouble(string endpointId, string warehouse, Exception failure);

    [LoggerMessage(8003, LogLevel.Information, "Endpoint {EndpointId}, warehouse {Warehouse}: the position was moved by somebody else meanwhile; reading it again.")]
    private partial void Overtaken(string endpointId, string warehouse);
}
