using Microsoft.Extensions.Logging;

namespace Backorders.Server.Webhooks;

internal sealed partial class WebhookAudit
{
    [LoggerMessage(4550, LogLevel.Information, "Key {KeyId} made webhook endpoint {EndpointId} for owner '{Owner}', leading to {Url}.")]
    public partial void Created(string keyId, string endpointId, string owner, string url);

    [LoggerMessage(4551, LogLevel.Information, "Key {KeyId} changed webhook endpoint {EndpointId}, which leads to {Url} now.")]
    public partial void Updated(string keyId, string endpointId, string url);

    [LoggerMessage(4552, LogLevel.Information, "Key {KeyId} deleted webhook endpoint {EndpointId}.")]
    public partial void Deleted(string keyId, string endpointId);

    [LoggerMessage(4553, LogLevel.Information, "Key {KeyId} gave webhook endpoint {EndpointId} a new secret; the old one is good until {OldSecretUntil}.")]
    public partial void Rotated(string keyId, string endpointId, DateTimeOffset? oldSecretUntil);

    [LoggerMessage(4554, LogLevel.Information, "Key {KeyId} suspended webhook endpoint {EndpointId}.")]
    public partial void Suspended(string keyId, string endpointId);

    [LoggerMessage(4555, LogLevel.Information, "Key {KeyId} resumed webhook endpoint {EndpointId}.")]
    public partial void Resumed(string keyId, string endpointId);

    [LoggerMessage(4556, LogLevel.Information, "Key {KeyId} had webhook endpoint {EndpointId} sent again: {What}.")]
    public partial void Resent(string keyId, string endpointId, string what);

    [LoggerMessage(4557, LogLevel.Warning, "Key {KeyId} may not have {Url} called: {Why}")]
    public partial void TargetRefused(string keyId, string url, string why);

    [LoggerMessage(4558, LogLevel.Warning, "Key {KeyId} of owner '{Owner}' asked for webhook endpoint {EndpointId} of owner '{OtherOwner}'.")]
    public partial void OthersAskedFor(string keyId, string owner, string endpointId, string otherOwner);
}
