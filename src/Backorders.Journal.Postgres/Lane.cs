using System.Threading.Channels;
using Backorders.Postgres;
using Npgsql;

namespace Backorders.Journal.Postgres;

/// <summary>
/// A connection that appends for its shards, one statement after the other, each carrying whatever waits. Nothing is tried twice: whose append failed takes its
/// shard again. The connection is opened when it is needed, and again after it was lost. Whatever happens here, every append has an end: its shard waits for it.
/// </summary>
internal sealed class Lane
{
    /// <summary>A statement stays well below what a connection's buffers and the server's memory take without effort.</summary>
    private const long bytesMax = 8 * 1024 * 1024;

    private readonly NpgsqlDataSource source;
    private readonly PostgresOptions options;
    private readonly TimeProvider time;
    private readonly ILaneLog log;
    private readonly Channel<LaneAppend> waiting = Channel.CreateUnbounded<LaneAppend>(new() { SingleReader = true });
    private readonly Task running;
    private LaneSession? session;

    /// <param name="source">Opens its connection.</param>
    /// <param name="options">The deadline is in there.</param>
    /// <param name="time">What the deadline is measured by.</param>
    /// <param name="log">Where trouble is told.</param>
    public Lane(NpgsqlDataSource source, PostgresOptions options, TimeProvider time, ILaneLog log)
    {
        (this.source, this.options, this.time, this.log) = (source, options, time, log);
        running = Task.Run(RunAsync);
    }

    private TimeSpan Deadline => TimeSpan.FromSeconds(options.AppendDeadlineSeconds);

    /// <summary>Hands over an append; false when the lane takes no more.</summary>
    public bool TryAdd(LaneAppend append) => waiting.Writer.TryWrite(append);

    /// <summary>Takes no more, and ends when what was handed over has ended.</summary>
    public async Task CloseAsync()
    {
        waiting.Writer.TryComplete();
        await running.ConfigureAwait(false);
        await DropAsync().ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        List<LaneAppend> together = [];
        try
        {
            await CarryAllAsync(together).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Nothing is known to lead here. But a lane that just stopped would let whoever waits, and whoever comes, wait for ever.
            together.ForEach(a => a.Fail(new JournalOutcomeUnknownException($"The append's lane has failed: {e.Message}", e)));
            await foreach (LaneAppend next in waiting.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                next.Fail(new JournalUnavailableException($"The append's lane has failed; only a restart helps: {e.Message}", e));
            }
        }
    }

    private async Task CarryAllAsync(List<LaneAppend> together)
    {
        HashSet<int> shards = [];
        while (await waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            together.Clear();
            shards.Clear();
            long bytes = 0;
            while (bytes < bytesMax && waiting.Reader.TryPeek(out LaneAppend? next) && shards.Add(next.Batch.Grant.Shard))
            {
                waiting.Reader.TryRead(out _);
                together.Add(next);
                bytes += next.Bytes;
            }

            await CarryAsync(together).ConfigureAwait(false);
        }
    }

    private async Task CarryAsync(List<LaneAppend> together)
    {
        if ((session ??= await OpenAsync(together).ConfigureAwait(false)) is not { } open)
        {
            return;
        }

        Task<HashSet<int>>? append = null;
        try
        {
            append = open.AppendAsync([.. together.Select(a => a.Batch)]);
            HashSet<int> stored = await append.WaitAsync(Deadline, time).ConfigureAwait(false);
            if (open.Doubt is { } doubt)
            {
                Fail(together, new JournalOutcomeUnknownException($"The append was not confirmed by the standby: {doubt}"));
                return;
            }

            foreach (LaneAppend done in together)
            {
                End(done, stored.Contains(done.Batch.Grant.Shard));
            }
        }
        catch (TimeoutException) when (append is { IsCompleted: false })
        {
            session = null;
            Abandon(open, append);
            Fail(together, new JournalOutcomeUnknownException($"The append had no answer for {options.AppendDeadlineSeconds} s (Postgres:AppendDeadlineSeconds)."));
        }
        catch (Exception e)
        {
            await FailAsync(together, open, e).ConfigureAwait(false);
        }
    }

    /// <summary>Opens the connection; null when that failed, and then the appends have failed too: nothing of them was sent.</summary>
    private async Task<LaneSession?> OpenAsync(List<LaneAppend> together)
    {
        Task<LaneSession> opening = LaneSession.OpenAsync(source);
        try
        {
            return await opening.WaitAsync(Deadline, time).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _ = opening.ContinueWith(late => Abandon(late.Result, Task.CompletedTask), default, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            Fail(together, new JournalUnavailableException(PostgresTrouble.Explain(e, options), e));
            return null;
        }
    }

    private async Task FailAsync(List<LaneAppend> together, LaneSession open, Exception e)
    {
        string why = PostgresTrouble.Explain(e, options);
        Fail(together, PostgresTrouble.IsPlainError(e) ? new JournalUnavailableException(why, e) : new JournalOutcomeUnknownException(why, e));
        if (!open.IsOpen || e is not PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.DiskFull })
        {
            await DropAsync().ConfigureAwait(false);
        }
    }

    private static void End(LaneAppend append, bool stored)
    {
        JournalBatch batch = append.Batch;
        if (stored)
        {
            append.Succeed();
        }
        else
        {
            append.Fail(new JournalFencedException(
                $"Shard {batch.Grant.Shard} no longer belongs to epoch {batch.Grant.Epoch}, does not stand at row {batch.AfterSeq}, or is sealed."));
        }
    }

    private void Fail(List<LaneAppend> together, JournalException why)
    {
        together.ForEach(a => a.Fail(why));
        try
        {
            log.AppendsFailed(together.Count, why);
        }
        catch (Exception)
        {
            // Whoever waited has been told. A log that cannot be written is no reason to append nothing more.
        }
    }

    /// <summary>
    /// Leaves a connection to itself: no cancellation is sent, for one that met a wait for the standby would turn an unknown outcome into a false success. Whatever
    /// the statement still does, it does under a grant that its writer has replaced by then.
    /// </summary>
    private static void Abandon(LaneSession open, Task append) =>
        _ = append.ContinueWith(
            async ended =>
            {
                _ = ended.Exception;
                await open.DisposeAsync().ConfigureAwait(false);
            },
            TaskScheduler.Default).Unwrap();

    private async Task DropAsync()
    {
        if (session is { } old)
        {
            session = null;
            await old.DisposeAsync().ConfigureAwait(false);
        }
    }
}
