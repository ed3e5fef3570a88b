using Backorders.Partners.Webhooks;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Partners.Webhooks.Stores;

namespace Backorders.Partners.Tests.Webhooks;

/// <summary>What every store must do; each has a class of tests that runs all of it.</summary>
internal static class StoreConformance
{
    public static async Task EndpointsAreTheSameInTheOrderOfMakingAsync(IWebhookStore store)
    {
        WebhookEndpoint second = Endpoint("wh_a") with { Owner = "ACME", Kinds = [10, 48], Suspended = SuspensionReason.Failing, SuspendedAt = At, Revision = 3 };
        await store.PutAsync(Endpoint("wh_b"), [Position("wh_b", 5)]);
        await store.PutAsync(second, [Position("wh_a", 0) with { PendingTo = 7, Attempts = 2, FirstFailedAt = At, NextTryAt = At, LastError = "täxt" }]);
        Assert.True(await store.PutAsync(Endpoint("wh_b") with { Description = "changed", Version = 1 }, []));
        (IReadOnlyList<WebhookEndpoint> endpoints, IReadOnlyList<DeliveryPosition> positions) = await store.LoadAsync();
        Assert.Equal(["wh_b", "wh_a"], endpoints.Select(e => e.Id));
        Assert.Equal("changed", endpoints[0].Description);
        Assert.Equivalent(second.Stored(), endpoints[1], strict: true);
        Assert.Equal(Position("wh_b", 5).Stored(), positions.Single(p => p.EndpointId == "wh_b"));
        Assert.Equal((7, 2, At, "täxt"), positions.Where(p => p.EndpointId == "wh_a").Select(p => (p.PendingTo, p.Attempts, p.NextTryAt, p.LastError)).Single());
    }

    public static async Task PositionOfAnEndpointThatIsGoneIsNotKeptAsync(IWebhookStore store)
    {
        await store.PutAsync(Endpoint("wh_a"), [Position("wh_a", 5)]);
        Assert.True(await store.SetAsideAsync(Letter("wh_a", "m1"), Position("wh_a", 6) with { Version = 1 }));
        await store.DeleteAsync("wh_a");
        Assert.False(await store.PutAsync(Position("wh_a", 9)));
        Assert.False(await store.PutAsync(Position("wh_a", 9) with { Version = 2 }));
        Assert.Null(await store.FindAsync("wh_a"));
        (IReadOnlyList<WebhookEndpoint> endpoints, IReadOnlyList<DeliveryPosition> positions) = await store.LoadAsync();
        Assert.Empty(endpoints);
        Assert.Empty(positions);
        Assert.Equal(0, await store.CountDeadLettersAsync("wh_a"));
    }

    public static async Task DeadLettersAreListedFoundAndForgottenAsync(IWebhookStore store)
    {
        await store.PutAsync(Endpoint("wh_a"), [Position("wh_a", 0)]);
        for (int i = 1; i <= 5; i++)
        {
            Assert.True(await store.SetAsideAsync(Letter("wh_a", $"m{i}"), Position("wh_a", i) with { Version = i }));
        }

        Assert.True(await store.SetAsideAsync(Letter("wh_a", "m2"), Position("wh_a", 5) with { Version = 6 }));
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

    /// <summary>A position is taken only in the place of the one that was read: a courier that was overtaken moves nothing, and sets nothing aside.</summary>
    public static async Task PositionIsTakenInThePlaceOfTheOneReadAsync(IWebhookStore store)
    {
        await store.PutAsync(Endpoint("wh_a"), [Position("wh_a", 5)]);
        DeliveryPosition read = (await store.FindAsync("wh_a"))!.Value.Positions.Single();
        Assert.True(await store.PutAsync(read with { Cursor = 8 }));
        Assert.False(await store.PutAsync(read with { Cursor = 6 }));
        Assert.False(await store.PutAsync(Position("wh_a", 0)));
        Assert.False(await store.SetAsideAsync(Letter("wh_a", "m1"), read with { Cursor = 6 }));
        Assert.Equal((8, 2L), (await store.LoadAsync()).Positions.Select(p => ((int)p.Cursor, p.Version)).Single());
        Assert.Equal(0, await store.CountDeadLettersAsync("wh_a"));
    }

    /// <summary>Of two changes of an endpoint at once, one is told to look again; with it, none of its positions is put.</summary>
    public static async Task EndpointIsTakenInThePlaceOfTheOneReadAsync(IWebhookStore store)
    {
        await store.PutAsync(Endpoint("wh_a"), [Position("wh_a", 5)]);
        WebhookEndpoint read = (await store.FindAsync("wh_a"))!.Value.Endpoint;
        Assert.False(await store.PutAsync(Endpoint("wh_a"), [Position("wh_a", 1)]));
        Assert.True(await store.PutAsync(read with { Description = "first" }, [Position("wh_a", 7) with { Version = 1 }]));
        Assert.False(await store.PutAsync(read with { Description = "second" }, [Position("wh_a", 1) with { Version = 2 }]));
        Assert.False(await store.PutAsync(read with { Description = "third", Version = 2 }, [Position("wh_a", 1) with { Version = 1 }]));
        (WebhookEndpoint now, IReadOnlyList<DeliveryPosition> positions) = (await store.FindAsync("wh_a"))!.Value;
        Assert.Equal(("first", 2L, 7L), (now.Description, now.Version, positions.Single().Cursor));
    }

    /// <summary>Positions of warehouses that an endpoint is not told of any more go; others stay as they are.</summary>
    public static async Task PositionsOfOtherWarehousesGoAsync(IWebhookStore store)
    {
        await store.PutAsync(Endpoint("wh_a") with { Warehouses = ["MAIN", "NORTH"] }, [Position("wh_a", 5), new DeliveryPosition("wh_a", "NORTH", 3)]);
        await store.PutAsync(Endpoint("wh_a") with { Warehouses = ["MAIN"], Version = 1 }, []);
        Assert.Equal(Position("wh_a", 5).Stored(), (await store.LoadAsync()).Positions.Single());
        Assert.True(await store.PutAsync(Endpoint("wh_a") with { Warehouses = ["MAIN", "NORTH"], Version = 2 }, [new DeliveryPosition("wh_a", "NORTH", 9)]));
        Assert.Equal([5, 9], (await store.LoadAsync()).Positions.Select(p => p.Cursor).Order());
    }

    /// <summary>Where others can change endpoints, a number tells whether anybody has; positions do not raise it.</summary>
    public static async Task GenerationRisesWithEndpointsAsync(IWebhookStore store)
    {
        long empty = await store.ReadGenerationAsync();
        await store.PutAsync(Endpoint("wh_a"), [Position("wh_a", 5)]);
        long made = await store.ReadGenerationAsync();
        await store.PutAsync(Position("wh_a", 6) with { Version = 1 });
        Assert.Equal(made, await store.ReadGenerationAsync());
        await store.DeleteAsync("wh_a");
        long gone = await store.ReadGenerationAsync();
        Assert.Equal(store.IsShared, made > empty && gone > made);
    }

    public static DateTimeOffset At { get; } = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    public static WebhookEndpoint Endpoint(string id) => new()
    {
        Id = id, Url = "https://example.com/", Warehouses = ["MAIN"], Secrets = [new WebhookSecret("whsec_AAAA", null), new WebhookSecret("whsec_BBBB", At)], CreatedAt = At,
    };

    public static DeliveryPosition Position(string id, long cursor) => new(id, "MAIN", cursor);

    private static DeadLetter Letter(string id, string message) => new(id, message, "MAIN", 1, At, 5, 400, "no", [1, 2, 3]);
}
