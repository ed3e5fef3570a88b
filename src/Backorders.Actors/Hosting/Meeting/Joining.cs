using Akka.Actor;
using Akka.Cluster;
using Backorders.Actors.Hosting.Doors;
using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Hosting.Meeting;

/// <summary>
/// How a node becomes a member: it joins those that live, or begins the cluster when nobody does and the meeting place gives it the right. After a
/// total stop any node may
/// begin; of two that start at the same moment one begins and the other joins it.
/// </summary>
/// <remarks>
/// With <c>Cluster:Kubernetes</c> the API says whom to join: every running pod that also has an open row, member or not, for members alone take a node, which
/// Akka asks them by the nodes' own port and certificates. So Akka.Management's bootstrap, which asks the same through an HTTP port of its own, is not needed. Who may
/// begin stays the meeting place's to say: two groups of pods that do not see each other cannot both begin. Pods without a row in this database are another
/// cluster's, whatever their labels say.
/// </remarks>
/// <param name="place">Where nodes meet.</param>
/// <param name="self">Who joins.</param>
/// <param name="terms">How.</param>
/// <param name="time">The node's clock.</param>
/// <param name="logger">Where it says what it does.</param>
internal sealed partial class Joining(IMeetingPlace place, NodeEntry self, JoinTerms terms, TimeProvider time, ILogger<Joining> logger)
{
    private readonly MeetingTiming timing = terms.Timing;
    private readonly Dictionary<long, DateTimeOffset> silent = [];
    private long silentSince;
    private bool hasBegun;
    private string targets = string.Empty;
    private string notListed = string.Empty;
    private IReadOnlySet<string>? pods;
    private long? podsReadAt;
    private string podsTrouble = string.Empty;

    /// <summary>
    /// Enters the node at the meeting place. The row of an earlier start that was killed counts for a lifetime: this one waits for its end, unless it
    /// gives a sign of life,
    /// for then it is another process that lives.
    /// </summary>
    /// <exception cref="ClusterStartException">The node cannot take this place; the message names the setting.</exception>
    public async Task EnterAsync(CancellationToken cancellation)
    {
        long begun = time.GetTimestamp();
        DateTimeOffset? seen = null;
        while (!await PatientlyAsync(() => place.EnterAsync(self, terms.Cluster, timing.Lifetime, cancellation), begun, cancellation).ConfigureAwait(false))
        {
            NodeRow? other = (await PatientlyAsync(() => place.ReadAsync(cancellation), begun, cancellation).ConfigureAwait(false)).Nodes.FirstOrDefault(n => n.Entry.NodeId == self.NodeId);
            if ((other is not null && seen is not null && other.SeenAt != seen) || time.GetElapsedTime(begun) > timing.Lifetime * 2)
            {
                throw new ClusterStartException(
                    $"Cluster:NodeId: a node '{self.NodeId}' lives already, at {other?.Entry.Address ?? "an unknown address"}. "
                    + "Give each node an id of its own.");
            }

            if (seen is null)
            {
                WaitingForEarlierStart(self.NodeId, timing.Lifetime.TotalSeconds);
            }

            seen ??= other?.SeenAt;
            await Task.Delay(timing.JoinStep, time, cancellation).ConfigureAwait(false);
        }

        await CheckAsync(await PatientlyAsync(() => place.ReadAsync(cancellation), begun, cancellation).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>A place that does not answer at once is asked again for some seconds: its answers have little time, and a machine that starts is busy.</summary>
    private async Task<T> PatientlyAsync<T>(Func<ValueTask<T>> ask, long begun, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await ask().ConfigureAwait(false);
            }
            catch (MeetingUnavailableException e) when (time.GetElapsedTime(begun) < timing.Lifetime * 2)
            {
                NotReadable(self.NodeId, e.Message);
            }

            await Task.Delay(timing.JoinStep, time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Becomes a member.</summary>
    /// <param name="cluster">The node's view of the cluster.</param>
    /// <param name="up">Ends when the node is a member.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ClusterStartException">It did not become one in time; the message names who did not answer.</exception>
    public async Task JoinAsync(Cluster cluster, Task up, CancellationToken cancellation)
    {
        long begun = time.GetTimestamp();
        silentSince = begun;
        if (terms.Seeds.Count > 0)
        {
            JoiningSeeds(self.NodeId, string.Join(", ", terms.Seeds));
            cluster.JoinSeedNodes(terms.Seeds.Select(Address.Parse));
        }

        while (!up.IsCompleted)
        {
            if (time.GetElapsedTime(begun) > terms.Patience)
            {
                throw new ClusterStartException(WhyNot());
            }

            if (terms.Seeds.Count == 0)
            {
                await StepAsync(cluster, cancellation).ConfigureAwait(false);
            }

            await Task.WhenAny(up, Task.Delay(timing.JoinStep, time, cancellation)).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
        }

        await up.ConfigureAwait(false);
    }

    private async Task StepAsync(Cluster cluster, CancellationToken cancellation)
    {
        MeetingRecord record;
        try
        {
            record = await place.ReadAsync(cancellation).ConfigureAwait(false);
        }
        catch (MeetingUnavailableException e)
        {
            NotReadable(self.NodeId, e.Message);
            return;
        }

        if (record.Beginner == self.Incarnation)
        {
            // The cluster of one is forming, or the answer that it may be begun was lost.
            Begin(cluster);
            return;
        }

        NodeRow[] others = [.. record.Nodes.Where(n => n.Entry.Incarnation != self.Incarnation)];
        NodeRow[] living = [.. others.Where(n => n.IsLiving(timing.Lifetime) && (n.Joined || n.Entry.Incarnation == record.Beginner))];
        NodeRow[] whom = living;
        if (terms.Pods is not null)
        {
            if (await ReadPodsAsync(terms.Pods, cancellation).ConfigureAwait(false) is not { } listed)
            {
                return;
            }

            whom = [.. others.Where(n => n.IsOpen && listed.Contains(n.Entry.Address))];
        }

        if (whom.Length > 0)
        {
            Join(cluster, [.. whom.Select(n => n.Entry.Address)]);
        }

        notListed = string.Join(", ", living.Except(whom).Select(n => n.Entry.Address));
        if (living.Length == 0 && IsSilenceCertain(others) && await MayBeginAsync(cancellation).ConfigureAwait(false))
        {
            Begin(cluster);
        }
    }

    private void Begin(Cluster cluster)
    {
        if (!hasBegun)
        {
            hasBegun = true;
            Beginning(self.NodeId, self.Address);
            cluster.Join(cluster.SelfAddress);
        }
    }

    /// <summary>Addresses of the pods, at most a beat old; null while the API does not say, or does not know this one: then nobody is joined and nothing begun.</summary>
    private async Task<IReadOnlySet<string>?> ReadPodsAsync(PodList from, CancellationToken cancellation)
    {
        if (podsReadAt is { } at && time.GetElapsedTime(at) < timing.Beat)
        {
            return pods;
        }

        string before = podsTrouble;
        try
        {
            (pods, podsTrouble) = (await from.ReadAsync(self.Address, cancellation).ConfigureAwait(false), string.Empty);
        }
        catch (MeetingUnavailableException e)
        {
            (pods, podsTrouble) = (null, e.Message);
            if (podsTrouble != before)
            {
                NotReadable(self.NodeId, podsTrouble);
            }
        }

        podsReadAt = time.GetTimestamp();
        return pods;
    }

    /// <summary>
    /// Whether members that seem dead have been watched for long enough: when the place itself was away, the living have to speak first.
    /// </summary>
    private bool IsSilenceCertain(NodeRow[] others)
    {
        foreach (NodeRow node in others.Where(n => n.IsOpen && n.Joined))
        {
            if (!silent.TryGetValue(node.Entry.Incarnation, out DateTimeOffset seen))
            {
                silent[node.Entry.Incarnation] = node.SeenAt;
            }
            else if (seen != node.SeenAt)
            {
                (silent[node.Entry.Incarnation], silentSince) = (node.SeenAt, time.GetTimestamp());
            }
        }

        return silent.Count == 0 || time.GetElapsedTime(silentSince) >= timing.WatchSilent;
    }

    private async Task<bool> MayBeginAsync(CancellationToken cancellation)
    {
        try
        {
            return await place.BeginAsync(self, timing.Lifetime, cancellation).ConfigureAwait(false);
        }
        catch (MeetingUnavailableException e)
        {
            NotReadable(self.NodeId, e.Message);
            return false;
        }
    }

    private void Join(Cluster cluster, string[] addresses)
    {
        string found = string.Join(", ", addresses.Order(StringComparer.Ordinal));
        if (found == targets)
        {
            return;
        }

        targets = found;
        JoiningMembers(self.NodeId, found);
        cluster.JoinSeedNodes(addresses.Select(Address.Parse));
    }

    private async Task CheckAsync(MeetingRecord record)
    {
        TimeSpan off = (time.GetUtcNow() - record.Now).Duration();
        NodeRow? twin = record.Nodes.FirstOrDefault(
            n => n.Entry.Address == self.Address && n.Entry.Incarnation != self.Incarnation && n.IsLiving(timing.Lifetime));
        string? wrong = twin is not null
            ? $"Cluster:Host and Cluster:Port: node '{twin.Entry.NodeId}' lives at {self.Address} already. Give each node an address of its own."
            : off > terms.ClockSkewMax
                ? $"This machine's clock is {off.TotalSeconds:0} s off the database's, and decisions are stamped with it. Set it right, or raise "
                    + $"Cluster:ClockSkewSecondsMax ({terms.ClockSkewMax.TotalSeconds:0})."
                : null;
        if (wrong is not null)
        {
            await place.LeaveAsync(self, CancellationToken.None).ConfigureAwait(false);
            throw new ClusterStartException(wrong);
        }
    }

    private string WhyNot() => terms switch
    {
        { Seeds.Count: > 0 } =>
            $"Cluster:Seeds: none of {string.Join(", ", terms.Seeds)} took this node ({self.Address}) as a member within "
            + $"{terms.Patience.TotalSeconds:0} s. Do they run, can they reach that address, and have all nodes the same "
            + "Cluster:Name and Cluster:Tls:Authority?",
        { Pods: not null } when podsTrouble.Length > 0 => $"{podsTrouble} Nobody was joined within {terms.Patience.TotalSeconds:0} s.",
        _ when targets.Length > 0 =>
            $"Cluster:Host and Cluster:Port: the members at {targets} did not take this node ({self.Address}) within "
            + $"{terms.Patience.TotalSeconds:0} s. Can each node reach the other's address, and have all nodes the same Cluster:Tls:Authority?",
        { Pods: not null } when notListed.Length > 0 =>
            $"Cluster:Kubernetes:PodLabelSelector: by their rows in the database nodes live at {notListed}, and no pod that is listed has such an "
            + $"address, for {terms.Patience.TotalSeconds:0} s. Have all nodes the same Cluster:Kubernetes, and their status.podIP as Cluster:Host?",
        _ => $"Postgres:ConnectionString: the nodes could not be read, or none may begin the cluster, within {terms.Patience.TotalSeconds:0} s.",
    };
}
