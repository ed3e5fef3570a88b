namespace Backorders.Webhooks.Tests;

public sealed class MemoryWebhookStoreTests : StoreConformance
{
    protected override Task<IWebhookStore> OpenAsync() => Task.FromResult<IWebhookStore>(new MemoryWebhookStore());
}
