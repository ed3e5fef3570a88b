using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Sqlite;
using Backorders.Domain.Values;
using Backorders.Partners.Webhooks.Stores;
using Backorders.Server.Mapping;
using Backorders.Server.Security;
using Backorders.Server.Stores;
using Backorders.Partners.Webhooks;
using Backorders.Server.Audit;
using Backorders.Server.Audit.Stores;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.Server.Refusals;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>
/// Copies of the store, made by the node itself while it works, for nobody else can read its files. They lie in the data folder, under <c>backups</c>; carrying
/// them to another machine is the operator's.
/// </summary>
internal sealed class BackUpDesk(ITurnStore store, IWebhookStore webhooks, IAuditStore records, NodeOptions options, NodeClock clock, AuditLog audit)
{
    private const int NameMax = 64;
    private const string Folder = "backups";

    private int running;

    public Task<V1.BackUpResponse> BackUpAsync(V1.BackUpRequest request, Caller caller, CancellationToken cancellation) => audit.CarryOutAsync(
        caller, nameof(OperationsService.BackUp), ("backup", request.Name), string.Empty, () => BackUpHereAsync(request, caller, cancellation));

    private async Task<V1.BackUpResponse> BackUpHereAsync(V1.BackUpRequest request, Caller caller, CancellationToken cancellation)
    {
        ClusterDesk.RequireEverywhere(caller);
        if (store is not SqliteTurnStore copyable)
        {
            throw Refuse(Refusal.InvalidValue, options.Journal == JournalKind.Postgres
                ? "This node keeps its turns in PostgreSQL: back that up with pg_dump or a base backup (deploy/backup)."
                : "This node keeps its turns in memory: there is nothing to copy.");
        }

        CheckName(request.Name);
        if (Interlocked.Exchange(ref running, 1) != 0)
        {
            throw Refuse(Refusal.Busy, "Another copy is being made; try again when it is done.");
        }

        try
        {
            return await CopyAsync(copyable, request.Name, caller, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JournalException or WebhookStoreException or AuditStoreException)
        {
            throw Refuse(Refusal.StoreUnavailable, $"No copy was made: {e.Message}");
        }
        finally
        {
            Volatile.Write(ref running, 0);
        }
    }

    private async Task<V1.BackUpResponse> CopyAsync(SqliteTurnStore copyable, string name, Caller caller, CancellationToken cancellation)
    {
        string folder = Path.GetFullPath(Path.Combine(options.DataDirectory, Folder));
        string path = Path.Combine(folder, name + ".db");
        string webhooksPath = Path.Combine(folder, name + ".webhooks.db");
        string auditPath = Path.Combine(folder, name + ".audit.db");
        if (new[] { path, webhooksPath, auditPath }.FirstOrDefault(File.Exists) is { } there)
        {
            throw RefusalStatus.ToException(Refused.Because(
                Refusal.AlreadyExists, $"The copy {there} is there already; a copy replaces nothing. Use another name.", ("name", name), ("path", there)));
        }

        // The webhooks first: their cursors then never lie beyond the journal's copy, which is what its end was.
        SqliteWebhookStore? kept = (webhooks as SealedWebhookStore)?.Inner as SqliteWebhookStore; // its copy holds secrets as it does: encrypted
        if (kept is not null)
        {
            await kept.CopyToAsync(webhooksPath).ConfigureAwait(false);
        }

        SqliteAuditStore? audited = records as SqliteAuditStore;
        long bytes;
        try
        {
            await (audited?.CopyToAsync(auditPath) ?? Task.CompletedTask).ConfigureAwait(false);
            bytes = await copyable.CopyToAsync(path, cancellation).ConfigureAwait(false);
        }
        catch
        {
            File.Delete(webhooksPath);
            File.Delete(auditPath);
            throw;
        }

        audit.StoreCopied(caller.Id, path, bytes);
        return new V1.BackUpResponse
        {
            Path = path, Bytes = bytes, WebhooksPath = kept is null ? string.Empty : webhooksPath, AuditPath = audited is null ? string.Empty : auditPath,
            DoneAt = clock.Waiting.GetUtcNow().ToTimestamp(),
        };
    }

    private static void CheckName(string name)
    {
        if (name.Length is 0 or > NameMax || !char.IsAsciiLetterOrDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            throw RefusalStatus.ToException(Refused.Because(
                Refusal.InvalidId,
                $"name: use 1 to {NameMax} letters, digits, dots, dashes or underscores, beginning with a letter or digit, such as 2026-03-02; the node chooses the folder.",
                ("name", name)));
        }
    }

    private static RpcException Refuse(Refusal reason, string message) => RefusalStatus.ToException(Refused.Because(reason, message));
}
