using Backorders.Partners.Webhooks;
using System.Runtime.CompilerServices;
using System.Text;
using Backorders.Partners.Webhooks.Endpoints;

namespace Backorders.Partners.Tests.Webhooks;

/// <summary>A warehouse's history that a test writes: a decision with content for each even cursor, or for every one.</summary>
internal sealed class ScriptedFeed : IWebhookFeed
{
    private readonly Lock gate = new();
    private readonly List<(long Cursor, bool Told)> decisions = [];
    private TaskCompletionSource more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Called with each cursor that a follower begins after; what it throws stands for what the journal did.</summary>
    public Action<long>? OnFollow { get; set; }

    public int Followers { get; private set; }

    /// <summary>The same history as another node is told it.</summary>
    public NodeFeed OfNode() => new(this);

    public long HighWater(string warehouse)
    {
        lock (gate)
        {
            return decisions.Count == 0 ? 0 : decisions[^1].Cursor;
        }
    }

    public void Add(int count, bool told = true)
    {
        TaskCompletionSource wake;
        lock (gate)
        {
            for (int i = 0; i < count; i++)
            {
                decisions.Add((decisions.Count + 1, told));
            }

            wake = more;
            more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        wake.SetResult();
    }

    public async IAsyncEnumerable<WebhookDecision> FollowAsync(
        WebhookEndpoint endpoint, string warehouse, long afterCursor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Followers++;
        OnFollow?.Invoke(afterCursor);
        if (afterCursor > HighWater(warehouse))
        {
            throw new CursorBeyondJournalException($"The journal reaches to {HighWater(warehouse)}.");
        }

        long at = afterCursor;
        while (true)
        {
            (long Cursor, bool Told)[] there;
            Task wait;
            lock (gate)
            {
                there = [.. decisions.Skip((int)at)];
                wait = more.Task;
            }

            foreach ((long cursor, bool told) in there)
            {
                at = cursor;
                yield return told
                    ? new WebhookDecision(cursor, DateTimeOffset.UnixEpoch.AddSeconds(cursor), Encoding.UTF8.GetBytes($$"""{"cursor":"{{cursor}}","warehouse":"{{warehouse}}"}"""))
                    : new WebhookDecision(cursor, default, default);
            }

            if (there.Length == 0)
            {
                await wait.WaitAsync(cancellation);
            }
        }
    }
}
