using System.Globalization;
using System.Net;
using Backorders.Actors.Port;
using Backorders.Domain.Values;
using Backorders.Server.Audit;
using Backorders.Server.Refusals;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.Security;

/// <summary>What the security of the house must be able to find later, in the log and on record (<see cref="AuditTrail"/>). What was changed in a warehouse, and by whom, stands in its journal.</summary>
internal sealed partial class AuditLog(ILoggerFactory loggers, AuditTrail trail)
{
    private const int CodeNameLength = 16;
    private const int SameCodeMax = 2; // two are as bad as more

    /// <summary>How long a login by a code may be under way: two reads of the store and its time limits.</summary>
    private static readonly TimeSpan UndecidedFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ContestRetry = TimeSpan.FromSeconds(1);

    /// <summary>What a refusal is about, by the first of its details that names a thing.</summary>
    private static readonly (string Detail, string Thing)[] things =
    [
        ("order_no", "order"), ("asn_no", "shipment"), ("task_id", "task"), ("receipt_id", "receipt"), ("lpn", "container"), ("sku", "item"), ("gtin", "item"), ("door", "door"), ("lane", "lane"),
    ];

    private readonly ILogger logger = loggers.CreateLogger("Backorders.Audit");

    /// <summary>A text that is no key of this node's. The text itself is nowhere on record.</summary>
    public void UnknownKey(IPAddress? address, string peer, string path)
    {
        LogUnknownKey(peer, path);
        trail.Note(trail.New(address) with { Call = AuditRecord.CallOf(path), Status = (int)StatusCode.Unauthenticated, Reason = "KEY_UNKNOWN" }, address);
    }

    /// <summary>A call that needs a key and came without one. Not in the log: any stranger's browser does it.</summary>
    public void KeyMissing(IPAddress? address, string path) =>
        trail.Note(trail.New(address) with { Call = AuditRecord.CallOf(path), Status = (int)StatusCode.Unauthenticated, Reason = "KEY_MISSING" }, address);

    /// <summary>A call at a port without TLS, where none is served. Not in the log, as for a call without a key.</summary>
    /// <param name="address">Where it came from.</param>
    /// <param name="path">What it asked for.</param>
    /// <param name="hasKey">Whether something came with it that may be a key or a token.</param>
    /// <param name="caller">Whose key that is; null when it is none of this node's.</param>
    public void SentInTheClear(IPAddress? address, string path, bool hasKey, Caller? caller) => trail.Note(
        trail.New(address) with
        {
            KeyId = caller?.Id ?? string.Empty, Owner = caller?.Owner?.Value ?? string.Empty, Call = AuditRecord.CallOf(path), Status = (int)StatusCode.FailedPrecondition, Reason = "NO_TLS",
            Detail = hasKey ? "what it came with was sent in the clear: replace the key" : string.Empty,
        },
        address);

    /// <summary>A call beyond a limit of its address, before it was known whose it is.</summary>
    public void BeyondLimit(IPAddress? address, string path, RpcException refused) =>
        trail.Note(trail.New(address) with { Call = AuditRecord.CallOf(path), Status = (int)refused.StatusCode, Reason = RefusalStatus.ReasonOf(refused) }, address);

    /// <summary>A call beyond a limit of its key or owner.</summary>
    public void BeyondLimit(Caller caller, string path, RpcException refused) => trail.Note(Of(caller, path, refused.StatusCode, RefusalStatus.ReasonOf(refused)), caller.Address);

    /// <summary>A command that the border or its warehouse refused. What may be sent again as it is (a store that is away, a shard that moves) has not been refused.</summary>
    /// <param name="caller">Whose command.</param>
    /// <param name="call">The name of the call.</param>
    /// <param name="request">The command; null when the message did not become one.</param>
    /// <param name="refused">Why.</param>
    public void CommandRefused(Caller caller, string call, CommandRequest? request, Refused refused)
    {
        if (refused.Reason.IsTransient())
        {
            return;
        }

        // What the border refuses has its fields as details, and what is wrong with them.
        Dictionary<string, string> told = request is null ? [] : refused.Details.DistinctBy(d => d.Key).ToDictionary();
        (string detail, string thing) = things.FirstOrDefault(t => told.ContainsKey(t.Detail), (Detail: string.Empty, Thing: string.Empty));
        trail.Note(
            Of(caller, call, RefusalStatus.CodeOf(refused.Reason), RefusalStatus.NameOf(refused.Reason)) with
            {
                Warehouse = request?.Warehouse.Value ?? string.Empty, Thing = thing, Number = told.GetValueOrDefault(detail, string.Empty), Detail = refused.Message,
            },
            caller.Address);
    }

    /// <summary>A token that is not good. The token itself is nowhere on record.</summary>
    public void TokenRefused(IPAddress? address, string peer, string path, string reason, string issuer)
    {
        LogTokenRefused(peer, path, reason, issuer);
        trail.Note(
            trail.New(address) with { Call = AuditRecord.CallOf(path), Status = (int)StatusCode.Unauthenticated, Reason = reason, Detail = $"a token of issuer {issuer}" }, address);
    }

    /// <summary>A login at the pages that is not good. What it came with is nowhere on record.</summary>
    /// <param name="address">Where it came from.</param>
    /// <param name="peer">The same, as gRPC writes it.</param>
    /// <param name="path">The login's address.</param>
    /// <param name="why">Why it was refused.</param>
    /// <param name="by">What it was by, such as <c>issuer keycloak</c>.</param>
    public void LoginRefused(IPAddress? address, string peer, string path, RpcException why, string by)
    {
        string reason = RefusalStatus.ReasonOf(why);
        LogLoginRefused(by, peer, reason, why.Status.Detail);
        trail.Note(
            trail.New(address) with { Call = AuditRecord.CallOf(path), Status = (int)why.StatusCode, Reason = reason, Thing = "login", Number = by, Detail = why.Status.Detail }, address);
    }

    /// <summary>Somebody has logged in at the pages. Nobody waits for the record.</summary>
    public void LoggedIn(Caller caller, string path, string by, DateTimeOffset? ends)
    {
        string until = ends is { } end ? string.Create(CultureInfo.InvariantCulture, $"until {end.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}") : "until it is revoked";
        LogLoggedIn(caller.Id, by, until);
        _ = trail.PutAsync([Of(caller, path, StatusCode.OK, string.Empty) with { Outcome = AuditOutcome.Done, Thing = "login", Number = by, Detail = until }]);
    }

    /// <summary>
    /// Lets a device in by the code that it has shown: once, over all nodes that share the store. It is on record before it is let in, so of two that come with one code each finds the other.
    /// Two at the same moment both step back, and ask again: the first that finds itself alone is let in, and the other finds that the code was used.
    /// </summary>
    /// <param name="device">Whom the code stands for.</param>
    /// <param name="path">The login's address.</param>
    /// <param name="codeHash">The code's hash; its beginning names it on record.</param>
    /// <param name="letIn">Begins the session.</param>
    /// <exception cref="RpcException">The code was used before, another asks with it at this moment, or nothing can be put on record.</exception>
    public async Task<T> LetInOnceAsync<T>(Caller device, string path, string codeHash, Func<T> letIn)
    {
        const string thing = "device code";
        string name = codeHash[..CodeNameLength];
        T result = await CarryOutAsync(device, path, (thing, name), "a device was let in", async () =>
        {
            // First those that are under way: one that ends meanwhile is found among those that were done.
            AuditQuery sameCode = new(Instant.From(DateTimeOffset.UnixEpoch), AuditPlace.End) { Thing = thing, Number = name };
            IReadOnlyList<AuditRecord> begun = await FindAsync(sameCode with { Outcome = AuditOutcome.Unknown }).ConfigureAwait(false);
            IReadOnlyList<AuditRecord> done = await FindAsync(sameCode with { Outcome = AuditOutcome.Done }).ConfigureAwait(false);
            if (done.Count == 0 && begun.Count == 1)
            {
                return letIn();
            }

            // Of one that began long ago nobody knows how it ended: its node may have died with the session given.
            Instant now = trail.New(null).At;
            throw done.Count == 0 && begun.All(r => r.At + UndecidedFor > now)
                ? RefusalStatus.Create(
                    StatusCode.Aborted, $"Another asks with the code of device '{device.Id}' at this moment. Nobody was let in by this call: ask again.", "DEVICE_CODE_CONTESTED", ContestRetry,
                    ("key_id", device.Id))
                : RefusalStatus.Create(
                    StatusCode.Unauthenticated, $"The code of device '{device.Id}' was used before, and a code is good once. Revoke the entry, and add another with the code that the device shows next.",
                    "DEVICE_CODE_USED", ("key_id", device.Id));
        }).ConfigureAwait(false);
        LogLoggedIn(device.Id, "device code", "until it is revoked");
        return result;
    }

    /// <summary>A certificate of the building's authorities that no entry of the key file knows.</summary>
    public void CertificateUnknown(IPAddress? address, string peer, string path, string subject, string thumbprint)
    {
        LogCertificateUnknown(peer, path, subject, thumbprint);
        trail.Note(
            trail.New(address) with
            {
                Call = AuditRecord.CallOf(path), Status = (int)StatusCode.Unauthenticated, Reason = "CERTIFICATE_UNKNOWN", Thing = "certificate", Number = thumbprint, Detail = subject,
            },
            address);
    }

    /// <summary>A key that came without the certificate that it is bound to.</summary>
    public void CertificateMissing(Caller key, string path, IPAddress? address, string peer)
    {
        LogCertificateMissing(key.Id, path, peer);
        trail.Note(Of(key with { Address = address }, path, StatusCode.Unauthenticated, "CERTIFICATE_MISSING"), address);
    }

    /// <summary>A key that is not good any more.</summary>
    public void EndedKey(Caller key, string why, string path, IPAddress? address, string peer)
    {
        LogEndedKey(key.Id, why, path, peer);
        trail.Note(Of(key with { Address = address }, path, StatusCode.Unauthenticated, "KEY_ENDED") with { Detail = why }, address);
    }

    /// <summary>A key without the role that a call needs.</summary>
    public void RoleMissing(Caller caller, string path, Role role)
    {
        LogRoleMissing(caller.Id, path, role);
        trail.Note(Of(caller, path, StatusCode.PermissionDenied, "ROLE_MISSING") with { Detail = $"needs {string.Join(" or ", KeyFile.Each(role))}" }, caller.Address);
    }

    /// <summary>A key that named an owner it is not good for.</summary>
    /// <param name="caller">Whose key.</param>
    /// <param name="owner">The owner that it named.</param>
    /// <param name="path">The call.</param>
    public void OwnerNotAllowed(Caller caller, string owner, string path)
    {
        LogOwnerNotAllowed(caller.Id, owner);
        trail.Note(Of(caller, path, StatusCode.PermissionDenied, "OWNER_NOT_ALLOWED") with { Thing = "owner", Number = owner }, caller.Address);
    }

    /// <summary>A key that named no owner for what is one owner's.</summary>
    public void OwnerMissing(Caller caller, string path)
    {
        LogOwnerMissing(caller.Id, path);
        trail.Note(Of(caller, path, StatusCode.PermissionDenied, "OWNER_MISSING"), caller.Address);
    }

    /// <summary>A key that acts for an owner and asked for the whole building.</summary>
    public void BuildingAskedFor(Caller caller, string what)
    {
        LogBuildingAskedFor(caller.Id, caller.Owner?.Value ?? string.Empty, what);
        trail.Note(Of(caller, what, StatusCode.PermissionDenied, "BUILDING_ONLY"), caller.Address);
    }

    /// <summary>A key that asked for another owner's thing, and was told that there is none.</summary>
    /// <param name="caller">Whose key, acting for an owner.</param>
    /// <param name="call">The call.</param>
    /// <param name="what">What kind of thing.</param>
    /// <param name="number">Its number.</param>
    /// <param name="other">Whose it is.</param>
    /// <param name="warehouse">Where it is.</param>
    public void OthersAskedFor(Caller caller, string call, string what, string number, string other, string warehouse)
    {
        LogOthersAskedFor(caller.Id, caller.Owner?.Value ?? string.Empty, what, number, other, warehouse);
        NoteOthers(caller, call, what, number, other, warehouse);
    }

    /// <summary>As <see cref="OthersAskedFor"/>, for a thing that has a line of the log of its own.</summary>
    public void NoteOthers(Caller caller, string call, string what, string number, string other, string warehouse) => trail.Note(
        Of(caller, call, StatusCode.NotFound, "OTHER_OWNERS") with { Thing = what, Number = number, Warehouse = warehouse, Detail = $"is owner {other}'s; the caller was told that there is none" },
        caller.Address);

    /// <summary>Carries out an act that is no turn, and puts it on record (<see cref="AuditTrail.CarryOutAsync"/>).</summary>
    /// <param name="caller">Who wants it.</param>
    /// <param name="call">The call's name.</param>
    /// <param name="thing">What kind of thing it is about, and its number.</param>
    /// <param name="detail">What else is to be known; never a secret.</param>
    /// <param name="carryOut">Does it.</param>
    /// <exception cref="RpcException">It was refused, or cannot be put on record; then nothing was begun.</exception>
    public Task<T> CarryOutAsync<T>(Caller caller, string call, (string Kind, string Number) thing, string detail, Func<Task<T>> carryOut) => trail.CarryOutAsync(
        Of(caller, call, StatusCode.OK, string.Empty) with { Thing = thing.Kind, Number = thing.Number, Detail = detail }, caller.Address, carryOut);

    private async Task<IReadOnlyList<AuditRecord>> FindAsync(AuditQuery query)
    {
        try
        {
            return await trail.ListAsync(query, SameCodeMax, CancellationToken.None).ConfigureAwait(false);
        }
        catch (AuditStoreException e)
        {
            throw RefusalStatus.Create(
                StatusCode.Unavailable, $"Nobody can tell whether the code was used before, for the audit cannot be read. Try again. {e.Message}", "AUDIT_UNAVAILABLE", TimeSpan.FromSeconds(1));
        }
    }

    private AuditRecord Of(Caller caller, string path, StatusCode status, string reason) => trail.New(caller.Address) with
    {
        KeyId = caller.Id, Owner = caller.Owner?.Value ?? string.Empty, Roles = (int)caller.Roles, Call = AuditRecord.CallOf(path), Status = (int)status, Reason = reason,
    };
}
