using Microsoft.Extensions.Logging;

namespace Backorders.Server.Security;

internal sealed partial class AuditLog
{
    [LoggerMessage(4100, LogLevel.Warning, "A call of {Method} from {Peer} came with a key that is not known.")]
    private partial void LogUnknownKey(string peer, string method);

    [LoggerMessage(4101, LogLevel.Warning, "Key {KeyId} has not the role {Role} that {Method} needs.")]
    private partial void LogRoleMissing(string keyId, string method, Role role);

    [LoggerMessage(4102, LogLevel.Warning, "Key {KeyId} tried to act for owner {Owner}.")]
    private partial void LogOwnerNotAllowed(string keyId, string owner);

    [LoggerMessage(4103, LogLevel.Warning, "Key {KeyId} of owner {Owner} asked for {What} {Number} of owner {OtherOwner} in warehouse {Warehouse}.")]
    private partial void LogOthersAskedFor(string keyId, string owner, string what, string number, string otherOwner, string warehouse);

    [LoggerMessage(4104, LogLevel.Warning, "Two development keys were made: one for owner {Owner}, an operator's. Their hashes stand in {Path}; replace them before others can reach this node.")]
    private partial void LogDevelopmentKeyMade(string owner, string path);

    [LoggerMessage(4105, LogLevel.Warning, "Key {KeyId} named no owner for {Method}, which is about one owner's things.")]
    private partial void LogOwnerMissing(string keyId, string method);

    [LoggerMessage(4106, LogLevel.Warning, "Key {KeyId}, acting for owner {Owner}, asked for the whole building: {What}.")]
    private partial void LogBuildingAskedFor(string keyId, string owner, string what);

    [LoggerMessage(4107, LogLevel.Warning, "Key {KeyId} {Why}; it was sent for {Method} from {Peer}.")]
    private partial void LogEndedKey(string keyId, string why, string method, string peer);

    [LoggerMessage(4108, LogLevel.Information, "The key file {Path} was read again: {Keys} keys.")]
    private partial void LogKeysRead(string path, int keys);

    [LoggerMessage(4109, LogLevel.Error, "The key file {Path} was changed and cannot be used; the keys of before stay good until it can be. {Why}")]
    private partial void LogKeysNotRead(string path, string why);

    [LoggerMessage(4120, LogLevel.Warning, "A call of {Method} from {Peer} came with a token that is not good: {Reason}, issuer {Issuer}.")]
    private partial void LogTokenRefused(string peer, string method, string reason, string issuer);

    [LoggerMessage(4121, LogLevel.Warning, "A client showed a certificate that is not good, and got no connection: {Subject}, SHA-256 {Thumbprint}: {Why}")]
    public partial void CertificateRefused(string subject, string thumbprint, string why);

    [LoggerMessage(4122, LogLevel.Warning, "A call of {Method} from {Peer} came with a certificate that stands for nobody: {Subject}, SHA-256 {Thumbprint}.")]
    private partial void LogCertificateUnknown(string peer, string method, string subject, string thumbprint);

    [LoggerMessage(4123, LogLevel.Warning, "Key {KeyId} was sent for {Method} from {Peer} without the certificate that it is bound to.")]
    private partial void LogCertificateMissing(string keyId, string method, string peer);

    [LoggerMessage(4124, LogLevel.Warning, "A login by {By} from {Peer} was refused, {Reason}: {Why}")]
    private partial void LogLoginRefused(string by, string peer, string reason, string why);

    [LoggerMessage(4125, LogLevel.Information, "{KeyId} has logged in at the pages by {By}, {Until}.")]
    private partial void LogLoggedIn(string keyId, string by, string until);

    [LoggerMessage(4750, LogLevel.Warning, "Key {KeyId} closed shard {Shard}: {Why}")]
    public partial void ShardSealed(string keyId, int shard, string why);

    [LoggerMessage(4751, LogLevel.Warning, "Key {KeyId} opened shard {Shard} again.")]
    public partial void ShardUnsealed(string keyId, int shard);

    [LoggerMessage(4752, LogLevel.Warning, "Key {KeyId} said that node {NodeId} is to be drained: {Draining}.")]
    public partial void NodeDrained(string keyId, string nodeId, bool draining);

    [LoggerMessage(4753, LogLevel.Information, "Key {KeyId} had the store copied to {Path}: {Bytes} bytes.")]
    public partial void StoreCopied(string keyId, string path, long bytes);
}
