using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Server.Security;

namespace Backorders.Server.Tests.Access;

/// <summary>What every test node looks for in its logs is what there is.</summary>
public sealed class ToldSecretsTests
{
    [Fact]
    public async Task SecretsOfEveryKind_AreKnownByTheirForm()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        Assert.All(new[] { WebhookSignature.NewSecret(), KeyFile.NewKey(), issuer.Token(), "CfDJ8N2x0aBcDeFgH" }, s => Assert.Single(ToldSecrets.In($"A call came with {s} and failed.")));
        Assert.Empty(ToldSecrets.In("Key acme of owner ACME asked for order whsec_ in MAIN; 1 webhook endpoint (wh_12ab34cd) was told."));
    }
}
