using Backorders.Partners.Webhooks;
using Backorders.Partners.Webhooks.Stores;

namespace Backorders.Partners.Tests.Webhooks;

public sealed class MemoryWebhookStoreTests
{
    [Fact]
    public async Task Endpoint_PutAndLoaded_IsTheSame_InTheOrderOfMaking()
    {
        await using IWebhookStore store = await OpenAsync();
        await StoreConformance.EndpointsAreTheSameInTheOrderOfMakingAsync(store);
    }

    [Fact]
    public async Task Position_OfAnEndpointThatIsGone_IsNotKept()
    {
        await using IWebhookStore store = await OpenAsync();
        await StoreConformance.PositionOfAnEndpointThatIsGoneIsNotKeptAsync(store);
    }

    [Fact]
    public async Task DeadLetters_AreListedInOrder_FoundAndForgotten()
    {
        await using IWebhookStore store = await OpenAsync();
        await StoreConformance.DeadLettersAreListedFoundAndForgottenAsync(store);
    }

    [Fact]
    public async Task Position_IsTakenOnly_InThePlaceOfTheOneRead()
    {
        await using IWebhookStore store = await OpenAsync();
        await StoreConformance.PositionIsTakenInThePlaceOfTheOneReadAsync(store);
    }

    [Fact]
    public async Task Endpoint_IsTakenOnly_InThePlaceOfTheOneRead()
    {
        await using IWebhookStore store = await OpenAsync();
        await StoreConformance.EndpointIsTakenInThePlaceOfTheOneReadAsync(store);
    }

    [Fact]
    public async Task Positions_OfWarehousesLeftOut_Go()
    {
        await using IWebhookStore store = await OpenAsync();
        await StoreConformance.PositionsOfOtherWarehousesGoAsync(store);
    }

    [Fact]
    public async Task Generation_RisesWithEndpointsAlone()
    {
        await using IWebhookStore store = await OpenAsync();
        await StoreConformance.GenerationRisesWithEndpointsAsync(store);
    }

    private static Task<IWebhookStore> OpenAsync() => Task.FromResult<IWebhookStore>(new MemoryWebhookStore(isShared: true));
}
