using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Hosting.Meeting;

/// <summary>
/// Says at the meeting place that this node lives, and keeps in memory what the others' rows say. A place that is away changes nothing: the last look
/// holds.
/// </summary>
internal sealed partial class NodeWatch
{
    private readonly IMeetingPlace place;
    private readonly NodeEntry self;
    private readonly string cluster;
    private readonly MeetingTiming timing;
    private readonly TimeProvider time;
    private readonly ILogger<NodeWatch> logger;
    private readonly Action<string> lost;
    private readonly Lock gate = new();
    private readonly HashSet<(string Address, long Incarnation)> gone = [];
    private readonly CancellationTokenSource end = new();
    private readonly Action changed;
    private Task watching = Task.CompletedTask;
    private volatile MeetingRecord last = MeetingRecord.Empty;
    private volatile bool joined;
    private long beatAt;
    private long clockOffsetTicks;
    private bool isAway;

    /// <param name="place">Where.</param>
    /// <param name="self">Who.</param>
    /// <param name="cluster">The cluster's name.</param>
    /// <param name="timing">How often.</param>
    /// <param name="time">What waits are measured by.</param>
    /// <param name="logger">Where it says what it finds.</param>
    /// <param name="lost">Called once, with the reason, when the place says that this node must end.</param>
    /// <param name="changed">Called when a look showed other nodes than the one before.</param>
    public NodeWatch(
        IMeetingPlace place, NodeEntry self, string cluster, MeetingTiming timing, TimeProvider time, ILogger<NodeWatch> logger,
        Action<string> lost, Action changed) =>
        (this.place, this.self, this.cluster, this.timing, this.time, this.logger, this.lost, this.changed) =
            (place, self, cluster, timing, time, logger, lost, changed);

    /// <summary>What the last look showed.</summary>
    public MeetingRecord Last => last;

    /// <summary>Time since the last good beat was sent.</summary>
    public TimeSpan BeatAge => time.GetElapsedTime(Interlocked.Read(ref beatAt));

    /// <summary>How far the place's clock was ahead of this machine's at the last look, the way from there included.</summary>
    public TimeSpan ClockOffset => new(Interlocked.Read(ref clockOffsetTicks));

    /// <summary>Begins, once the node has entered.</summary>
    public void Start() => watching = WatchAsync();

    /// <summary>The node has become a member: others that look for one may join it. Told to the place at once, for others wait for it.</summary>
    public async Task TellJoinedAsync(CancellationToken cancellation)
    {
        joined = true;
        await BeatAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The cluster goes on without a start of a node: notes it at the place, again and again until it stands there.</summary>
    public void TellGone(string address, long incarnation)
    {
        lock (gate)
        {
            gone.Add((address, incarnation));
        }

        _ = MarkGoneAsync();
    }

    /// <summary>Ends the signs of life.</summary>
    public async Task StopAsync()
    {
        await end.CancelAsync().ConfigureAwait(false);
        await watching.ConfigureAwait(false);
    }

    private async Task WatchAsync()
    {
        while (!end.IsCancellationRequested)
        {
            if (!await BeatAsync(end.Token).ConfigureAwait(false))
            {
                return;
            }

            await MarkGoneAsync().ConfigureAwait(false);
            try
            {
                await Task.Delay(timing.Beat, time, end.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>False when the node must end.</summary>
    private async Task<bool> BeatAsync(CancellationToken cancellation)
    {
        long sent = time.GetTimestamp();
        try
        {
            bool lives = await place.SeenAsync(self, joined, cancellation).ConfigureAwait(false);
            MeetingRecord before = last;
            last = await place.ReadAsync(cancellation).ConfigureAwait(false);
            if (!last.Nodes.Where(n => n.IsOpen).Select(n => n.Entry).SequenceEqual(before.Nodes.Where(n => n.IsOpen).Select(n => n.Entry)))
            {
                changed();
            }

            Interlocked.Exchange(ref beatAt, sent);
            Interlocked.Exchange(ref clockOffsetTicks, (last.Now - time.GetUtcNow()).Ticks);
            if (!lives && !last.Nodes.Any(n => n.Entry.NodeId == self.NodeId))
            {
                // A database that failed over may have lost the newest rows: no reason to end, for nobody went on without this node.
                EntersAgain(self.NodeId);
                lives = await place.EnterAsync(self, cluster, timing.Lifetime, cancellation).ConfigureAwait(false)
                    && await place.SeenAsync(self, joined, cancellation).ConfigureAwait(false);
            }

            if (isAway)
            {
                isAway = false;
                IsBack(self.NodeId);
            }

            if (!lives)
            {
                string why = Why();
                MustEnd(self.NodeId, why);
                lost(why);
            }

            return lives;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
        catch (MeetingUnavailableException e)
        {
            if (!isAway)
            {
                isAway = true;
                IsAway(self.NodeId, e.Message);
            }

            return true;
        }
    }

    private string Why() => last.Nodes.FirstOrDefault(n => n.Entry.NodeId == self.NodeId) switch
    {
        { Entry.Incarnation: long now, Entry.Address: string address } when now != self.Incarnation =>
            $"Another process has taken the place of node '{self.NodeId}', at {address}. Give each node a Cluster:NodeId of its own.",
        { Gone: true } => "The cluster went on without this node, which was frozen or cut off.",
        _ => $"The row of node '{self.NodeId}' at the meeting place says that it left.",
    };

    /// <summary>Those that are gone whose rows do not say so: yet, or not any more, after a failover of the database that lost it.</summary>
    private async Task MarkGoneAsync()
    {
        (string Address, long Incarnation)[] open;
        lock (gate)
        {
            open = [.. last.Nodes.Where(n => !n.Gone).Select(n => (n.Entry.Address, n.Entry.Incarnation)).Where(gone.Contains)];
        }

        foreach ((string address, long incarnation) in open)
        {
            try
            {
                await place.MarkGoneAsync(address, incarnation, end.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is MeetingUnavailableException or OperationCanceledException)
            {
                // The next beat tries again.
                return;
            }
        }
    }
}
