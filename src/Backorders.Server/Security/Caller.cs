using System.Collections.Frozen;
using System.Net;
using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Server.Refusals;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Backorders.Server.Security;

/// <summary>Who makes a call, and what the key allows. The same object serves all calls made with the same key for the same owner.</summary>
/// <param name="Id">The key's name, for the audit.</param>
/// <param name="Owner">Whose goods the call is about; null for the warehouse's own people when they named no owner.</param>
/// <param name="Roles">What it may do.</param>
/// <param name="Warehouses">Where; empty for everywhere.</param>
internal sealed record Caller(string Id, OwnerId? Owner, Role Roles, IReadOnlySet<WarehouseId> Warehouses)
{
    /// <summary>The metadata with which a key that serves all owners names one.</summary>
    public const string OwnerHeader = "backorders-owner";

    private static readonly FrozenSet<WarehouseId> Everywhere = [];

    /// <summary>Whether the key is one owner's, and good for nobody else.</summary>
    public bool IsBound { get; init; }

    /// <summary>Where the call comes from, for the audit; null when that is not known.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>How long what it identified by is good; null for a call that another node passed on, which has looked.</summary>
    public CallerLife? Life { get; init; }

    /// <summary>When the login at the pages ends that this came by; null for a call by key.</summary>
    public DateTimeOffset? LoginEnds { get; init; }

    /// <summary>Fires when the key is not good any more: what the caller keeps open ends.</summary>
    public CancellationToken Over => Life?.Over ?? CancellationToken.None;

    /// <summary>The caller of a call, if it needed a key.</summary>
    public static Caller? FindOf(ServerCallContext context) => context is ICallOfCaller call ? call.Caller : FindIn(context.GetHttpContext());

    /// <summary>The caller that was left with a request; null when there is none.</summary>
    public static Caller? FindIn(HttpContext http) => http.Features.Get<Caller>();

    /// <summary>How a call ends when what it came with is not good any more.</summary>
    /// <param name="why">Such as <c>was revoked at 2026-03-02T10:15:00Z</c>.</param>
    public RpcException Ended(string why) => Life!.Ended(Id, why);

    /// <summary>How a stream ends whose login is over.</summary>
    public RpcException LoginEnded() => RefusalStatus.Create(
        StatusCode.Unauthenticated, $"The login with key '{Id}' has ended. Log in again, and open the stream again.", "SESSION_ENDED", ("key_id", Id));

    /// <summary>Whether events of the building itself are told: to its own people, never to a key of one owner.</summary>
    public bool TellsBuilding => !IsBound && (Roles & (Role.FloorSupervisor | Role.Operator | Role.Reader)) != 0;

    /// <summary>The same, as it goes along with a call that is passed on to another node.</summary>
    public CallerRights ToRights() => new(Id, Owner, (int)Roles, [.. Warehouses]) { Address = Address };

    /// <summary>The caller of a call that another node passed on.</summary>
    public static Caller From(CallerRights rights) => new(
        rights.KeyId, rights.Owner, (Role)rights.Roles, rights.Warehouses.Count == 0 ? Everywhere : rights.Warehouses.ToFrozenSet())
    {
        // The node that took the call has looked at what the key may do; here whoever acts for an owner sees that owner's things alone.
        IsBound = rights.Owner is not null,
        Address = rights.Address,
    };

    /// <summary>The caller of a call that the <c>CallGuard</c> let through.</summary>
    public static Caller Of(ServerCallContext context) => FindOf(context) ?? throw new InvalidOperationException($"{context.Method} came to its handler without a caller.");

    /// <summary>Leaves the caller for the handler. As a feature: a request's items are made when the first one is added, for every call anew.</summary>
    public void AttachTo(HttpContext http) => http.Features.Set(this);

    /// <summary>The owner, for calls that are about one owner's goods.</summary>
    /// <exception cref="RpcException">The key serves all owners and none was named.</exception>
    public OwnerId RequireOwner() => Owner ?? throw OwnerMissing();

    /// <summary>Why a call about one owner's things is not made for nobody; on record.</summary>
    public RpcException OwnerMissing(string path, AuditLog audit)
    {
        audit.OwnerMissing(this, path);
        return OwnerMissing();
    }

    /// <summary>Why the building is not an owner's to look at or to change; on record.</summary>
    /// <param name="what">The call, or what of it was asked for.</param>
    /// <param name="audit">Where it is put on record.</param>
    public RpcException BuildingOnly(string what, AuditLog audit)
    {
        audit.BuildingAskedFor(this, what);
        return RefusalStatus.Create(
            StatusCode.PermissionDenied, $"{what} is about the whole building, and key '{Id}' acts for owner {Owner}: ask with a key without an owner, and name none.", "BUILDING_ONLY",
            ("key_id", Id));
    }

    /// <summary>The owner that a question may be narrowed to: any for a key that serves all owners, its own for one that is bound to one.</summary>
    /// <param name="asked">The owner that was named in the question; null for none.</param>
    /// <param name="audit">Where it is put on record that the key asked for somebody else's.</param>
    /// <exception cref="RpcException">Another owner's.</exception>
    public OwnerId? ForOwner(OwnerId? asked, AuditLog audit)
    {
        if (asked is not { } named || Owner is null || Owner == named)
        {
            return asked ?? Owner;
        }

        audit.OwnerNotAllowed(this, named.Value, string.Empty);
        throw RefusalStatus.Create(
            StatusCode.PermissionDenied, $"Key '{Id}' may not look at owner {named}; leave 'owner' out, or name {Owner}.", "OWNER_NOT_ALLOWED", ("key_id", Id), ("owner", Owner.Value.Value));
    }

    private RpcException OwnerMissing() => RefusalStatus.Create(
        StatusCode.PermissionDenied, $"Key '{Id}' serves all owners: name the one this call is for in the metadata '{OwnerHeader}'.", "OWNER_MISSING",
        ("header", OwnerHeader));

    /// <summary>Why the warehouse may not be used; null when it may.</summary>
    public Refused? RefuseWarehouse(WarehouseId warehouse) => Warehouses.Count == 0 || Warehouses.Contains(warehouse)
        ? null
        : Refused.Because(Refusal.UnknownWarehouse, $"Warehouse {warehouse} is not one of those that this key is good for.", ("warehouse", warehouse));
}
