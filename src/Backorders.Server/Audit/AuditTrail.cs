using System.Globalization;
using System.Net;
using Backorders.Domain.Values;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.Server.Refusals;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.Audit;

/// <summary>
/// Puts on record what no turn holds. A refusal is noted and written within <see cref="WriteEvery"/>: its answer does not wait. An act is on record as begun before it is carried out, so
/// none is done without a record; when the record cannot be written, the act is refused.
/// </summary>
internal sealed partial class AuditTrail(
    IAuditStore store, NodeSelf self, NodeClock clock, AuditOptions options, AuditInstruments instruments, ILogger<AuditTrail> logger) : IHostedService, IAsyncDisposable
{
    /// <summary>How long a refusal may wait to be written.</summary>
    public static readonly TimeSpan WriteEvery = TimeSpan.FromSeconds(1);

    /// <summary>How often old records are looked for.</summary>
    public static readonly TimeSpan DeleteEvery = TimeSpan.FromHours(1);

    /// <summary>Records that one statement deletes: some milliseconds, in which nobody else writes.</summary>
    private const int SliceMax = 1_000;

    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);

    private readonly RefusalBook refusals = new(options.RefusalsPerMinute);
    private readonly SemaphoreSlim writing = new(1);
    private readonly SemaphoreSlim deleting = new(1);
    private ITimer? writeTimer;
    private ITimer? deleteTimer;
    private long count;
    private bool isAway;

    /// <summary>Now, by the clock that keys run out by.</summary>
    public Instant Now => Instant.From(clock.Keys.GetUtcNow());

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        writeTimer = clock.Keys.CreateTimer(_ => _ = WriteAsync(), null, WriteEvery, WriteEvery);
        deleteTimer = clock.Keys.CreateTimer(_ => _ = DeleteOldAsync(), null, DeleteEvery, DeleteEvery);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (ITimer? timer in new[] { writeTimer, deleteTimer })
        {
            await (timer?.DisposeAsync() ?? default).ConfigureAwait(false);
        }

        await WriteAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        writing.Dispose();
        deleting.Dispose();
        return default;
    }

    /// <summary>A new record of this node, as yet about nothing.</summary>
    public AuditRecord New(IPAddress? address)
    {
        Instant now = Now;
        string id = string.Create(CultureInfo.InvariantCulture, $"{now.UnixMicroseconds:x16}-{self.Identity.Incarnation.ToString("N")[..8]}-{Interlocked.Increment(ref count):x8}");
        return new AuditRecord { Id = id, At = now, LastAt = now, Node = self.Identity.NodeId, Address = address?.ToString() ?? string.Empty };
    }

    /// <summary>Notes a refusal; its caller is answered meanwhile.</summary>
    /// <param name="refusal">What was refused.</param>
    /// <param name="address">Where it came from.</param>
    public void Note(AuditRecord refusal, IPAddress? address)
    {
        if (!refusals.Note(refusal with { Outcome = AuditOutcome.Refused }, NetworkOf.Text(address)))
        {
            instruments.Lost();
        }
    }

    /// <summary>Carries out an act that the journal does not hold, and puts it on record.</summary>
    /// <param name="act">Who wants what.</param>
    /// <param name="carryOut">Does it.</param>
    /// <param name="address">Where it came from.</param>
    /// <exception cref="RpcException">It was refused, or cannot be put on record; then nothing was begun.</exception>
    public async Task<T> CarryOutAsync<T>(AuditRecord act, IPAddress? address, Func<Task<T>> carryOut)
    {
        try
        {
            await store.PutAsync([act with { Outcome = AuditOutcome.Unknown }]).ConfigureAwait(false);
            instruments.Written(1);
            isAway = false;
        }
        catch (AuditStoreException e)
        {
            Fail(e);
            throw RefusalStatus.Create(
                StatusCode.Unavailable, $"Nothing was done: {act.Call} must be on record before it is carried out, and the audit cannot be written. {e.Message}", "AUDIT_UNAVAILABLE", Retry,
                ("call", act.Call));
        }

        try
        {
            T result = await carryOut().ConfigureAwait(false);
            await EndAsync(() => store.PutAsync([act with { Outcome = AuditOutcome.Done, LastAt = Now }])).ConfigureAwait(false);
            return result;
        }
        catch (RpcException e)
        {
            AuditRecord ended = act with { Status = (int)e.StatusCode, Reason = RefusalStatus.ReasonOf(e), LastAt = Now };
            if (e.StatusCode is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Unknown or StatusCode.Cancelled or StatusCode.DeadlineExceeded)
            {
                await EndAsync(() => store.PutAsync([ended with { Outcome = AuditOutcome.Unknown }])).ConfigureAwait(false);
            }
            else
            {
                // Refused like any call, and counted with its like.
                Note(ended, address);
                await EndAsync(() => store.RemoveAsync(act.Id)).ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <summary>Puts on record what has happened without anybody's call. Does not throw: what cannot be written is only in the log.</summary>
    public Task PutAsync(IReadOnlyList<AuditRecord> records) => EndAsync(async () =>
    {
        await store.PutAsync(records).ConfigureAwait(false);
        instruments.Written(records.Count);
    });

    /// <summary>Writes what has been noted. Does not throw: what cannot be written is tried again.</summary>
    public async Task WriteAsync()
    {
        await writing.WaitAsync().ConfigureAwait(false);
        try
        {
            IReadOnlyList<AuditRecord> changed = refusals.Changed();
            if (changed.Count > 0)
            {
                await store.PutAsync(changed).ConfigureAwait(false);
                instruments.Written(changed.Count);
                isAway = false;
            }

            refusals.Stored(changed, Now);
        }
        catch (AuditStoreException e)
        {
            Fail(e);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Deletes what is too old, and refusals beyond what is kept, slice by slice. Does not throw: it is tried again an hour later.</summary>
    public async Task DeleteOldAsync()
    {
        await deleting.WaitAsync().ConfigureAwait(false);
        try
        {
            Instant before = Now - TimeSpan.FromDays(options.KeepDays);
            while (options.KeepDays > 0 && await store.DeleteBeforeAsync(before, SliceMax).ConfigureAwait(false) == SliceMax)
            {
                await Task.Yield();
            }

            while (await store.TrimRefusalsAsync(options.RefusalsMax, SliceMax).ConfigureAwait(false) == SliceMax)
            {
                await Task.Yield();
            }
        }
        catch (AuditStoreException e)
        {
            Fail(e);
        }
        finally
        {
            deleting.Release();
        }
    }

    /// <summary>Records that are written, newest first; what this node has noted is among them.</summary>
    /// <exception cref="AuditStoreException">They cannot be read.</exception>
    public async Task<IReadOnlyList<AuditRecord>> ListAsync(AuditQuery query, int max, CancellationToken cancellation)
    {
        await WriteAsync().ConfigureAwait(false);
        return await store.ListAsync(query, max, cancellation).ConfigureAwait(false);
    }

    /// <summary>An act whose end cannot be written stays on record as begun: it is done, and its caller is told so.</summary>
    private async Task EndAsync(Func<Task> write)
    {
        try
        {
            await write().ConfigureAwait(false);
        }
        catch (AuditStoreException e)
        {
            Fail(e);
        }
    }

    private void Fail(AuditStoreException e)
    {
        instruments.Failed();
        if (!isAway)
        {
            isAway = true;
            LogNotWritten(e);
        }
    }
}
