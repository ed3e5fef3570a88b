using Backorders.Journal;
using Backorders.Journal.Cluster;

namespace Backorders.Engine.Cluster;

/// <summary>Joining, and saying that the node lives.</summary>
internal sealed partial class ClusterAgent
{
    /// <summary>
    /// Enters the node. The row of an earlier start that crashed still counts for a while: this one waits for its end, unless its counter rises, for then it
    /// is another process that lives.
    /// </summary>
    /// <exception cref="DuplicateNodeException">A node of this name lives elsewhere.</exception>
    private async Task JoinAsync(CancellationToken cancellation)
    {
        long? counter = null;
        long begun = clock.GetTimestamp();
        while (true)
        {
            try
            {
                long sentAt = clock.GetTimestamp();
                await store.JoinAsync(self, timing.Lifetime, cancellation);
                lease.Renew(sentAt);
                Joined(self.NodeId, self.Incarnation, self.Address);
                return;
            }
            catch (DuplicateNodeException)
            {
                NodeRecord? other = (await store.ReadAsync(cancellation)).Nodes.FirstOrDefault(n => n.Identity.NodeId == self.NodeId);
                if (other is not null && counter is { } before && other.Counter != before)
                {
                    throw;
                }

                if (clock.GetElapsedTime(begun) > timing.Lifetime * 2)
                {
                    throw;
                }

                if (counter is null)
                {
                    WaitingForEarlierStart(self.NodeId, timing.Lifetime.TotalSeconds);
                }

                counter = other?.Counter;
            }

            await Task.Delay(timing.HeartbeatEvery, clock, cancellation);
        }
    }

    private async Task HeartbeatAsync()
    {
        while (!ending.IsCancellationRequested)
        {
            await PauseAsync(timing.HeartbeatEvery);
            long sentAt = clock.GetTimestamp();
            try
            {
                if (!await store.HeartbeatAsync(self, timing.Lifetime, ending.Token))
                {
                    StopForGood();
                    return;
                }

                if (lease.Renew(sentAt))
                {
                    LeaseIsBack(self.NodeId);
                    WakeAll();
                }

                trouble = null;
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                trouble = $"The node's last good heartbeat is {lease.Age.TotalSeconds:0.0} s old: {e.Message}";
                HeartbeatFailed(self.NodeId, lease.Age.TotalSeconds, lease.Holds, e);
            }
        }
    }

    /// <summary>The node's row is another start's: whoever that is, this process owns nothing any more.</summary>
    private void StopForGood()
    {
        replaced = true;
        trouble = $"Another process has taken the place of node '{self.NodeId}' in the cluster. Give each node a Cluster:NodeId of its own, and start this one anew.";
        WasReplaced(self.NodeId);
        lease.End();
        lock (gate)
        {
            foreach (HeldShard shard in held.Values)
            {
                shard.Loop.Abort();
            }
        }

        changed.Fire();
    }

    private void WakeAll()
    {
        lock (gate)
        {
            foreach (HeldShard shard in held.Values)
            {
                shard.Loop.Wake();
            }
        }
    }

    private async Task PauseAsync(TimeSpan wait)
    {
        try
        {
            await Task.Delay(wait, clock, ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The node stops: the caller looks.
        }
    }
}
