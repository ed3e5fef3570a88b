using Backorders.Partners.Webhooks;
using Backorders.Partners.Webhooks.Stores;

namespace Backorders.Partners.Tests.Webhooks;

/// <summary>Two nodes that share a store in memory.</summary>
public sealed class SharingTests
{
    [Fact]
    public async Task Delivery_IsMadeByTheNodeThatServes_AndByTheOtherAfterAMove()
    {
        await using Pair pair = await OpenPairAsync();
        await SharingConformance.MoveAsync(pair);
    }

    [Fact]
    public async Task Courier_ThatWasOvertaken_MovesNoCursorBack()
    {
        await using Pair pair = await OpenPairAsync();
        await SharingConformance.OvertakenCourierAsync(pair);
    }

    [Fact]
    public async Task Changes_ThroughAnyNode_ReachTheOthers()
    {
        await using Pair pair = await OpenPairAsync();
        await SharingConformance.ChangesReachOthersAsync(pair);
    }

    [Fact]
    public async Task Retries_GoOnWhereTheOtherNodeLeftThem()
    {
        await using Pair pair = await OpenPairAsync();
        await SharingConformance.RetriesMoveAsync(pair);
    }

    [Fact]
    public async Task Changes_ThroughTwoNodesAtOnce_AreBothMade()
    {
        await using Pair pair = await OpenPairAsync();
        await SharingConformance.ChangesAtOnceAsync(pair);
    }

    private static Task<Pair> OpenPairAsync()
    {
        MemoryWebhookStore store = new(isShared: true);
        return Pair.StartAsync(() => store);
    }
}
