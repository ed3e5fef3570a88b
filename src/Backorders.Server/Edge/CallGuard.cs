using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Server.Edge.Limits;
using Backorders.Server.Refusals;
using Backorders.Server.Security;
using Backorders.Server.Security.Tokens;
using Backorders.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Backorders.Server.Edge;

/// <summary>Finds out who calls, by key, token or login, and whether the caller has the right, from the request's headers alone.</summary>
internal sealed class CallGuard(KeyRing keys, TokenRing tokens, SessionCookie cookie, CallLimits limits, AuditLog audit)
{
    private const string Scheme = "Bearer ";

    /// <summary>Why the call may not be made; null when it may, and then its <see cref="Caller"/> is known.</summary>
    public async ValueTask<RpcException?> RefuseAsync(HttpContext http, CallInfo call)
    {
        if (!string.Equals(http.Request.Path.Value, call.Path, StringComparison.Ordinal))
        {
            return new RpcException(new Status(StatusCode.Unimplemented, $"This server has no method {http.Request.Path}; names are case-sensitive."));
        }

        if (call.Right is not { } right)
        {
            return null;
        }

        try
        {
            Caller caller = From(http, await IdentifyAsync(http, call.Path).ConfigureAwait(false));
            if (RefuseRight(caller, call.Path, right) is { } refused)
            {
                return refused;
            }

            if ((limits.Refuse(caller, call.Path) ?? (call.IsUnary ? null : limits.RefuseStream(caller, call.Path))) is { } beyond)
            {
                audit.BeyondLimit(caller, call.Path, beyond);
                return beyond;
            }

            caller.AttachTo(http);
            return null;
        }
        catch (RpcException e)
        {
            return e;
        }
    }

    /// <summary>A stream that was let through is over.</summary>
    public void Ended(HttpContext http, CallInfo call)
    {
        if (!call.IsUnary && Caller.FindIn(http) is { } caller)
        {
            limits.StreamEnded(caller);
        }
    }

    /// <summary>Lets a request through that is no call itself and makes calls, each of which is looked at by itself. It counts as one more call.</summary>
    /// <exception cref="RpcException">Nobody is logged in, or too much is asked.</exception>
    public async ValueTask RequireSomebodyAsync(HttpContext http)
    {
        string path = http.Request.Path.Value ?? string.Empty;
        Caller caller = From(http, await IdentifyAsync(http, path).ConfigureAwait(false));
        if (limits.Refuse(caller, path) is { } beyond)
        {
            audit.BeyondLimit(caller, path, beyond);
            throw beyond;
        }
    }

    /// <summary>Why the building's metrics may not be read; null when they may: by its own readers and operators, for they tell of all owners.</summary>
    public async ValueTask<RpcException?> RefuseMetricsAsync(HttpContext http)
    {
        const string page = "/metrics";
        try
        {
            Caller caller = From(http, await IdentifyAsync(http, page).ConfigureAwait(false));
            return RefuseRight(caller, page, new Right(Role.Reader | Role.Operator, Reach.Building));
        }
        catch (RpcException e)
        {
            return e;
        }
    }

    /// <summary>Why the key may not make the call; null when it may.</summary>
    private RpcException? RefuseRight(Caller caller, string path, Right right)
    {
        if ((caller.Roles & right.Roles) == 0)
        {
            audit.RoleMissing(caller, path, right.Roles);
            string name = right.Roles == Role.None ? "that no key has" : string.Join(" or ", KeyFile.Each(right.Roles));
            return RefusalStatus.Create(
                StatusCode.PermissionDenied, $"{path} needs the role {name}, which key '{caller.Id}' does not have.", "ROLE_MISSING", ("role", name), ("key_id", caller.Id));
        }

        return right.Reach switch
        {
            Reach.OneOwner when caller.Owner is null => caller.OwnerMissing(path, audit),
            Reach.Building when caller.IsBound => caller.BuildingOnly(path, audit),
            Reach.None => RefusalStatus.Create(StatusCode.PermissionDenied, $"{path}: nobody may make this call, no right is written for it.", "ROLE_MISSING", ("key_id", caller.Id)),
            _ => null,
        };
    }

    /// <summary>Who a key belongs to, for a login at the pages.</summary>
    /// <param name="http">The request.</param>
    /// <param name="key">The key itself.</param>
    /// <param name="owner">Whose goods it is to be about; null for the key's own owner.</param>
    /// <exception cref="RpcException">Nobody's, or not for that owner.</exception>
    public Caller Authenticate(HttpContext http, string key, string? owner)
    {
        if (Find(http, key) is { } found)
        {
            RequireGood(found, http, http.Request.Path.Value ?? string.Empty);
            return ActFor(From(http, found.Caller), owner, http.Request.Path.Value ?? string.Empty);
        }

        limits.Failed(AddressOf(http));
        audit.UnknownKey(AddressOf(http), PeerOf(http), http.Request.Path.Value ?? string.Empty);
        throw RefusalStatus.Create(StatusCode.Unauthenticated, "The key is not one of this node's. Enter a key as it was given out, from its first character to its last.", "KEY_UNKNOWN");
    }

    /// <summary>Refuses a login from an address that has failed too often, before anything of it is looked at.</summary>
    /// <exception cref="RpcException">It has.</exception>
    public void RequirePatience(HttpContext http) => ThrowIfTooMany(http);

    /// <summary>A login that was begun elsewhere and is not good: it counts as a bad key does, and is on record.</summary>
    /// <param name="http">The request.</param>
    /// <param name="why">Why it was refused.</param>
    /// <param name="by">What the login was by, such as an issuer.</param>
    public void LoginRefused(HttpContext http, RpcException why, string by)
    {
        limits.Failed(AddressOf(http));
        audit.LoginRefused(AddressOf(http), PeerOf(http), http.Request.Path.Value ?? string.Empty, why, by);
    }

    /// <summary>A call that came to a port where others can read it, and was refused unread. It is on record; by name where a key of this node came with it, for that key must be replaced.</summary>
    /// <remarks>A stranger who guesses keys here is told nothing by it: the answer is the same.</remarks>
    public void SentInTheClear(HttpContext http)
    {
        string header = http.Request.Headers.Authorization.ToString();
        string? text = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
        audit.SentInTheClear(AddressOf(http), http.Request.Path.Value ?? string.Empty, header.Length > 0, text is null ? null : keys.Find(text)?.Caller);
    }

    /// <summary>Counts a device that asks for a code: whoever draws many of them comes against the limit of an address.</summary>
    public void CountStranger(HttpContext http) => limits.Failed(AddressOf(http));

    /// <summary>The device that has shown a code; null while no entry of the key file names it.</summary>
    /// <exception cref="RpcException">Its entry is over.</exception>
    public Caller? FindDevice(HttpContext http, string codeHash)
    {
        if (keys.FindDevice(codeHash) is not { } device)
        {
            return null;
        }

        RequireGood(device, http, http.Request.Path.Value ?? string.Empty);
        return From(http, device.Caller);
    }

    /// <summary>What the key file says of the device that has a session; null for a person's, and for one that the file does not hold any more.</summary>
    public KeyLife? DeviceOf(PageSession session) => session.DeviceSetAt is null ? null : keys.FindByName(session.KeyName);

    /// <summary>Who a person is that an issuer has named, acting for an owner.</summary>
    /// <exception cref="RpcException">Not for that owner.</exception>
    public Caller Admit(HttpContext http, Caller person, string? owner) => ActFor(From(http, person), owner, http.Request.Path.Value ?? string.Empty);

    /// <summary>Who has a session; null when its key is not one of this node's any more, or is over, and when its issuer is not one by which people log in any more.</summary>
    public Caller? Of(PageSession session) => session.Identity is { } identity
        ? tokens.Issuers.Any(i => i.Name == identity.Issuer && i.Login is not null) ? ActFor(identity.ToCaller(), session.Owner, string.Empty) : null
        : keys.FindByName(session.KeyName) is { } found && keys.WhyOver(found) is null ? ActFor(found.Caller, session.Owner, string.Empty) : null;

    private async ValueTask<Caller> IdentifyAsync(HttpContext http, string path)
    {
        string? header = http.Request.Headers.Authorization;
        string? owner = http.Request.Headers[Caller.OwnerHeader];
        if (header is null && cookie.Read(http) is { } session)
        {
            SessionCookie.RequireOwnPage(http, session.Id);
            if (keys.FindByName(session.KeyName) is { Certificate: not null } bound)
            {
                RequireGood(bound, http, path);
            }

            if (session.DeviceSetAt is not null && keys.FindByName(session.KeyName) is { } device)
            {
                RequireGood(device, http, path);
            }

            Caller person = Of(session) ?? throw RefusalStatus.Create(
                StatusCode.Unauthenticated, "What this session was begun by is over, or not good at this node any more. Log in again, with another key if this one is refused.", "KEY_UNKNOWN");
            return ActFor(From(http, person), owner, path) with { LoginEnds = session.OverAt };
        }

        if (header is null && http.Connection.ClientCertificate is { } certificate)
        {
            return ActFor(OfCertificate(certificate, http, path), owner, path);
        }

        if (header is null)
        {
            ThrowIfTooMany(http);
            limits.Failed(AddressOf(http));
            audit.KeyMissing(AddressOf(http), path);
            throw RefusalStatus.Create(StatusCode.Unauthenticated, "No key was sent. Send the metadata 'authorization: Bearer <key>', or a token in its place.", "KEY_MISSING");
        }

        if (keys.Recall(header, owner) is { } known)
        {
            return known;
        }

        string? text = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
        if (text is not null && tokens.Takes(text))
        {
            return ActFor(await OfTokenAsync(text, http, path).ConfigureAwait(false), owner, path);
        }

        if (Find(http, text) is not { } found)
        {
            limits.Failed(AddressOf(http));
            audit.UnknownKey(AddressOf(http), PeerOf(http), path);
            throw RefusalStatus.Create(StatusCode.Unauthenticated, "The key is not one of this node's, or was not sent as 'authorization: Bearer <key>'.", "KEY_UNKNOWN");
        }

        RequireGood(found, http, path);
        if (found.Certificate is not null)
        {
            return ActFor(From(http, keys.Bound(found, http.Connection.ClientCertificate!)), owner, path); // not remembered, for it may come without its certificate
        }

        Caller caller = ActFor(From(http, found.Caller), owner, path);
        keys.Remember(header, owner, caller);
        return caller;
    }

    private async ValueTask<Caller> OfTokenAsync(string token, HttpContext http, string path)
    {
        if (tokens.Recall(token) is { } known)
        {
            return From(http, known);
        }

        ThrowIfTooMany(http);
        try
        {
            return From(http, await tokens.FindAsync(token).ConfigureAwait(false));
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unauthenticated && e.GetErrorInfo() is { } info)
        {
            limits.Failed(AddressOf(http));
            audit.TokenRefused(AddressOf(http), PeerOf(http), path, info.Reason, info.Metadata.GetValueOrDefault("issuer", "unknown"));
            throw;
        }
    }

    /// <summary>Who a certificate stands for. A browser shows it by itself, also for a page of somebody else: a call of such a page is refused.</summary>
    private Caller OfCertificate(X509Certificate2 certificate, HttpContext http, string path)
    {
        SessionCookie.RequireOwnOrigin(http);
        if (keys.Find(certificate) is not { } caller)
        {
            limits.Failed(AddressOf(http));
            audit.CertificateUnknown(AddressOf(http), PeerOf(http), path, certificate.Subject, certificate.GetCertHashString(HashAlgorithmName.SHA256));
            throw RefusalStatus.Create(
                StatusCode.Unauthenticated, "The certificate is good, and no entry of the key file says whom it stands for. Ask the building's operator for one, or send a key.", "CERTIFICATE_UNKNOWN");
        }

        if (keys.WhyOver(caller) is { } why)
        {
            audit.EndedKey(caller, why, path, AddressOf(http), PeerOf(http));
            throw caller.Ended(why);
        }

        return From(http, caller);
    }

    /// <summary>
    /// The key that a text is. One that was made here cannot be guessed, and is found by a look: a stranger behind a building's address does not lock out its scanners, not even those that are
    /// new to this node. Of an address with too many bad keys nothing else is looked at.
    /// </summary>
    private KeyLife? Find(HttpContext http, string? text)
    {
        if (text is not null && keys.FindMade(text) is { } made)
        {
            return made;
        }

        ThrowIfTooMany(http);
        return text is null ? null : keys.Find(text);
    }

    private void ThrowIfTooMany(HttpContext http)
    {
        if (limits.RefuseAddress(AddressOf(http)) is { } refused)
        {
            audit.BeyondLimit(AddressOf(http), http.Request.Path.Value ?? string.Empty, refused);
            throw refused;
        }
    }

    private void RequireGood(KeyLife key, HttpContext http, string path)
    {
        if (keys.WhyOver(key) is { } why)
        {
            limits.Failed(AddressOf(http));
            audit.EndedKey(key.Caller, why, path, AddressOf(http), PeerOf(http));
            throw key.Caller.Ended(why);
        }

        if (key.Certificate is { } bound && !(http.Connection.ClientCertificate is { } shown && StoredCertificate.TextsOf(shown).Contains(bound.Text)))
        {
            audit.CertificateMissing(key.Caller, path, AddressOf(http), PeerOf(http));
            throw RefusalStatus.Create(
                StatusCode.Unauthenticated, $"Key '{key.Caller.Id}' is good only over a connection that shows its certificate.", "CERTIFICATE_MISSING", ("key_id", key.Caller.Id));
        }
    }

    private Caller ActFor(Caller key, string? owner, string path)
    {
        if (string.IsNullOrEmpty(owner))
        {
            return key;
        }

        if (OwnerId.TryCreate(owner, out OwnerId id) && (key.Owner is null || key.Owner == id))
        {
            return key with { Owner = id };
        }

        audit.OwnerNotAllowed(key, owner, path);
        throw RefusalStatus.Create(
            StatusCode.PermissionDenied, $"Key '{key.Id}' may not act for the owner that '{Caller.OwnerHeader}' names.", "OWNER_NOT_ALLOWED", ("key_id", key.Id));
    }

    /// <summary>The caller, coming from where this call comes from. Most keys come from one place, so the remembered caller mostly fits as it is.</summary>
    private static Caller From(HttpContext http, Caller caller)
    {
        IPAddress? address = AddressOf(http);
        return Equals(caller.Address, address) ? caller : caller with { Address = address };
    }

    /// <summary>Where the call comes from; an IPv4 address as such, also on a socket of both kinds.</summary>
    private static IPAddress? AddressOf(HttpContext http) => http.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : http.Connection.RemoteIpAddress;

    /// <summary>Where the call comes from, as gRPC writes it.</summary>
    private static string PeerOf(HttpContext http) => http.Connection.RemoteIpAddress is { } address
        ? address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"ipv6:[{address}]:{http.Connection.RemotePort}" : $"ipv4:{address}:{http.Connection.RemotePort}"
        : "unknown";
}
