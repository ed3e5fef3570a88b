using Backorders.Actors.Storage;
using Backorders.V1;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests;

/// <summary>Calls that must read the store, while that cannot be read: each is refused as such, and may be sent again.</summary>
public sealed class StoreTroubleTests : IAsyncLifetime
{
    private readonly SiteNodes site = new();

    public Task InitializeAsync() => site.InitializeAsync();

    public Task DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task StreamOfEvents_FromANodeThatDoesNotServeTheWarehouse_IsRefusedUntilTheStoreIsBack()
    {
        BackordersClient other = site.Client(site.Other(await site.OwnerAsync()));
        site.Store.BeforeRead = CannotBeReadAsync;

        using (AsyncServerStreamingCall<SubscribeResponse> refused = other.Events.Subscribe(new SubscribeRequest { Warehouse = TestNode.Warehouse }))
        {
            RpcException e = await Assert.ThrowsAsync<RpcException>(() => refused.ResponseStream.MoveNext(default));
            Assert.Equal((StatusCode.Unavailable, "STORE_UNAVAILABLE"), (e.StatusCode, e.GetErrorInfo()?.Reason));
        }

        site.Store.BeforeRead = null;
        using AsyncServerStreamingCall<SubscribeResponse> stream = other.Events.Subscribe(new SubscribeRequest { Warehouse = TestNode.Warehouse });
        Assert.True(await stream.ResponseStream.MoveNext(default));
    }

    [Fact]
    public async Task CallThatReadsHistory_IsRefused_ThroughWhicheverNode()
    {
        string owner = await site.OwnerAsync();
        V1.Policy policy = (await site.Operator(owner).Operations.GetPolicyAsync(new GetPolicyRequest { Warehouse = TestNode.Warehouse })).Policy;
        SimulatePolicyRequest request = new() { Warehouse = TestNode.Warehouse, Policy = policy };
        site.Store.BeforeRead = CannotBeReadAsync;

        foreach (string node in new[] { owner, site.Other(owner) })
        {
            await RefusedAsync(site.Operator(node).Operations.SimulatePolicyAsync(request), "STORE_UNAVAILABLE", StatusCode.Unavailable);
        }

        site.Store.BeforeRead = null;
    }

    private static Task CannotBeReadAsync() => throw new JournalUnavailableException("The disk is gone.");
}
