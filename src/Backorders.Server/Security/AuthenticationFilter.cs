using Backorders.Domain.Ids;
using Backorders.Grpc.Errors;
using Backorders.Grpc.Server;
using Grpc.Core;

namespace Backorders.Server.Security;

/// <summary>Finds out who calls, and whether the key has the right. Refuses before the first message is read.</summary>
internal sealed class AuthenticationFilter(KeyRing keys, AuditLog audit) : IServerCallFilter
{
    /// <summary>The metadata with which a key that serves all owners names one.</summary>
    public const string OwnerHeader = "backorders-owner";

    private const string Scheme = "Bearer ";

    /// <inheritdoc/>
    public Task InvokeAsync(ServerCallContext context, ServerCallNext next)
    {
        if (Rights.Needed(context.Method) is { } needed)
        {
            Caller caller = Identify(context);
            if ((caller.Roles & needed) == 0)
            {
                audit.RoleMissing(caller.Id, context.Method, needed);
                string name = string.Join(" or ", KeyFile.Each(needed));
                throw RichStatus.Create(
                    StatusCode.PermissionDenied, $"{context.Method} needs the role {name}, which key '{caller.Id}' does not have.",
                    "ROLE_MISSING", RefusalStatus.ErrorDomain, [KeyValuePair.Create("role", name), KeyValuePair.Create("key_id", caller.Id)]);
            }

            caller.AttachTo(context);
        }

        return next(context);
    }

    private Caller Identify(ServerCallContext context)
    {
        string? header = context.RequestHeaders.GetValue("authorization");
        string? owner = context.RequestHeaders.GetValue(OwnerHeader);
        if (header is null)
        {
            throw Unauthenticated("KEY_MISSING", "No key was sent. Send the metadata 'authorization: Bearer <key>'.");
        }

        if (keys.Recall(header, owner) is { } known)
        {
            return known;
        }

        Caller? found = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? keys.Find(header[Scheme.Length..].Trim()) : null;
        if (found is null)
        {
            audit.UnknownKey(context.Peer, context.Method);
            throw Unauthenticated("KEY_UNKNOWN", "The key is not one of this node's, or was not sent as 'authorization: Bearer <key>'.");
        }

        Caller caller = ActFor(found, owner);
        keys.Remember(header, owner, caller);
        return caller;
    }

    private Caller ActFor(Caller key, string? owner)
    {
        if (string.IsNullOrEmpty(owner))
        {
            return key;
        }

        if (OwnerId.TryCreate(owner, out OwnerId id) && (key.Owner is null || key.Owner == id))
        {
            return key with { Owner = id };
        }

        audit.OwnerNotAllowed(key.Id, owner);
        throw RichStatus.Create(
            StatusCode.PermissionDenied, $"Key '{key.Id}' may not act for the owner that '{OwnerHeader}' names.",
            "OWNER_NOT_ALLOWED", RefusalStatus.ErrorDomain, [KeyValuePair.Create("key_id", key.Id)]);
    }

    private static RpcException Unauthenticated(string reason, string message) =>
        RichStatus.Create(StatusCode.Unauthenticated, message, reason, RefusalStatus.ErrorDomain);
}
