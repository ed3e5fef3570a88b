namespace Backorders.Webhooks.Tests;

/// <summary>What every store must do; one class below for each.</summary>
public abstract class StoreConformance : IAsyncLifetime
{
    private IWebhookStore store = null!;

    public async Task InitializeAsync() => store = await OpenAsync();

    public virtual async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task Endpoint_PutAndLoaded_IsTheSame_InTheOrderOfMaking()
    {
        WebhookEndpoint second = Endpoint("wh_a") with { Owner = "ACME", Kinds = [10, 48], Suspended = SuspensionReason.Failing, SuspendedAt = At, Revision = 3 };
        await store.PutAsync(Endpoint("wh_b"), [Position("wh_b", 5)]);
        await store.PutAsync(second, [Position("wh_a", 0) with { PendingTo = 7, Attempts = 2, FirstFailedAt = At, NextTryAt = At, LastError = "täxt" }]);
        await store.PutAsync(Endpoint("wh_b") with { Description = "changed" }, []);
        (IReadOnlyList<WebhookEndpoint> endpoints, IReadOnlyList<DeliveryPosition> positions) = await store.LoadAsync();
        Assert.Equal(["wh_b", "wh_a"], endpoints.Select(e => e.Id));
        Assert.Equal("changed", endpoints[0].Description);
        Assert.Equivalent(second, endpoints[1], strict: true);
        Assert.Equal(Position("wh_b", 5), positions.Single(p => p.EndpointId == "wh_b"));
        Assert.Equal((7, 2, At, "täxt"), positions.Where(p => p.EndpointId == "wh_a").Select(p => (p.PendingTo, p.Attempts, p.NextTryAt, p.LastError)).Single());
    }

    [Fact]
    public async Task Position_OfAnEndpointThatIsGone_IsNotKept()
    {
        await store.PutAsync(Endpoint("wh_a"), [Position("wh_a", 5)]);
        await store.SetAsideAsync(Letter("wh_a", "m1"), Position("wh_a", 6));
        await store.DeleteAsync("wh_a");
        await store.PutAsync(Position("wh_a", 9));
        (IReadOnlyList<WebhookEndpoint> endpoints, IReadOnlyList<DeliveryPosition> positions) = await store.LoadAsync();
        Assert.Empty(endpoints);
        Assert.Empty(positions);
        Assert.Equal(0, await store.CountDeadLettersAsync("wh_a"));
    }

    [Fact]
    public async Task DeadLetters_AreListedInOrder_FoundAndForgotten()
    {
        await store.PutAsync(Endpoint("wh_a"), [Position("wh_a", 0)]);
        for (int i = 1; i <= 5; i++)
        {
            await store.SetAsideAsync(Letter("wh_a", $"m{i}"), Position("wh_a", i));
        }

        await store.SetAsideAsync(Letter("wh_a", "m2"), Position("wh_a", 5));
        Assert.Equal(5, (await store.LoadAsync()).Positions.Single().Cursor);
        Assert.Equal(5, await store.CountDeadLettersAsync("wh_a"));
        Assert.Equal(2, (await store.ListDeadLettersAsync("wh_a", 3, 10)).Count);
        DeadLetter found = (await store.FindDeadLetterAsync("wh_a", "m4"))!;
        Assert.Equal([1, 2, 3], found.Body);
        Assert.Equal(At, found.SetAsideAt);
        await store.RemoveDeadLetterAsync("wh_a", "m4");
        await store.RemoveDeadLetterAsync("wh_a", "m4");
        Assert.Null(await store.FindDeadLetterAsync("wh_a", "m4"));
        Assert.Null(await store.FindDeadLetterAsync("wh_b", "m1"));
    }

    protected static DateTimeOffset At { get; } = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    protected static WebhookEndpoint Endpoint(string id) => new()
    {
        Id = id, Url = "https://example.com/", Warehouses = ["MAIN"], Secrets = [new WebhookSecret("whsec_AAAA", null), new WebhookSecret("whsec_BBBB", At)], CreatedAt = At,
    };

    protected abstract Task<IWebhookStore> OpenAsync();

    protected static DeliveryPosition Position(string id, long cursor) => new(id, "MAIN", cursor);

    private static DeadLetter Letter(string id, string message) => new(id, message, "MAIN", 1, At, 5, 400, "no", [1, 2, 3]);
}
