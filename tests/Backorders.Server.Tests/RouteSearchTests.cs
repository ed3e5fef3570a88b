using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Server.Routing;
using Backorders.Testing;

namespace Backorders.Server.Tests;

/// <summary>For how long a call looks for who serves its warehouse.</summary>
public sealed class RouteSearchTests
{
    private static readonly WarehouseId Warehouse = new(TestNode.Warehouse);
    private readonly ManualTimeProvider time = new();
    private readonly OneRoute routes = new();

    [Fact]
    public async Task Next_FirstNodeTookMostOfTheDeadline_WaitsOnlyForWhatIsLeft()
    {
        RouteSearch search = Search(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2));
        ShardRoute first = (await search.NextAsync(default))!;
        time.Advance(TimeSpan.FromMilliseconds(1_500));
        search.Failed(first);
        routes.Now = new ShardRoute(RoutePlace.Moving, 0);
        Assert.Null(await search.NextAsync(default));
        Assert.Equal(TimeSpan.FromMilliseconds(500), routes.Patience);
    }

    [Fact]
    public async Task Next_DeadlineHasPassed_IsNull()
    {
        RouteSearch search = Search(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2));
        ShardRoute first = (await search.NextAsync(default))!;
        time.Advance(TimeSpan.FromSeconds(2));
        search.Failed(first);
        Assert.Null(await search.NextAsync(default));
        Assert.Null(routes.Patience);
    }

    [Fact]
    public async Task Next_DeadlineFarOff_PatienceCountsFromTheFirstFailure()
    {
        RouteSearch search = Search(TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(1));
        ShardRoute first = (await search.NextAsync(default))!;
        time.Advance(TimeSpan.FromSeconds(10));
        search.Failed(first);
        routes.Now = new ShardRoute(RoutePlace.Moving, 0);
        await search.NextAsync(default);
        Assert.Equal(TimeSpan.FromSeconds(3), routes.Patience);
    }

    private RouteSearch Search(TimeSpan patience, TimeSpan untilEnd) => new(routes, time, Warehouse, patience, time.GetUtcNow().UtcDateTime + untilEnd);

    private sealed class OneRoute : IWarehouseRoutes
    {
        public ShardRoute Now { get; set; } = new(RoutePlace.Elsewhere, 0, "b", "http://127.0.0.1:1");

        /// <summary>How long it was waited for another route; null when it never was.</summary>
        public TimeSpan? Patience { get; private set; }

        public bool IsShared => true;

        public ShardRoute RouteOf(WarehouseId warehouse) => Now;

        public Task<ShardRoute> WaitForRouteAsync(WarehouseId warehouse, ShardRoute? tried, TimeSpan patience, CancellationToken cancellation)
        {
            Patience = patience;
            return Task.FromResult(Now);
        }

        public CancellationToken ServedHere(WarehouseId warehouse) => CancellationToken.None;
    }
}
