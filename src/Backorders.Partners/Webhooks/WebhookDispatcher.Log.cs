using Backorders.Partners.Webhooks.Endpoints;
using Microsoft.Extensions.Logging;

namespace Backorders.Partners.Webhooks;

public sealed partial class WebhookDispatcher
{
    [LoggerMessage(8010, LogLevel.Information, "{Endpoints} webhook endpoints are there, {Suspended} of them suspended.")]
    private partial void LogStarted(int endpoints, int suspended);

    [LoggerMessage(8011, LogLevel.Error, "Endpoint {EndpointId} is suspended ({Reason}): {Because} Nothing is skipped; it goes on from its cursor when it is resumed.")]
    private partial void LogSuspended(string endpointId, SuspensionReason reason, string because);

    [LoggerMessage(8012, LogLevel.Warning, "What other nodes have changed of webhook endpoints cannot be read now; deliveries go on with what is known.")]
    private partial void LogSharingTrouble(Exception failure);
}
