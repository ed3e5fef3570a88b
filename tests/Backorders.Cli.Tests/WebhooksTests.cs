using System.Text.Json;
using Backorders.Cli.Terminal;
using Backorders.Partners.Tests.Webhooks;

namespace Backorders.Cli.Tests;

public sealed class WebhooksTests : IAsyncLifetime
{
    private Receiver receiver = null!;
    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        receiver = await Receiver.StartAsync();
        node = await TestNode.StartAsync();
        using Folder folder = new();
        await node.RunAsync("import", "items", folder.Write("items.csv", "sku\nLAMP\n"));
    }

    public async Task DisposeAsync()
    {
        await node.DisposeAsync();
        await receiver.DisposeAsync();
    }

    [Fact]
    public async Task Endpoint_FromItsMakingToItsEnd_IsToldInSentences()
    {
        CliRun list = await node.RunAsync("webhooks", "list");
        Assert.Contains("There are no endpoints", list.Error, StringComparison.Ordinal);
        CliRun add = await node.RunAsync("webhooks", "add", receiver.Url, "--kind", "order_accepted", "--description", "the shop");
        Assert.Equal((ExitCodes.Done, ""), (add.Code, add.Error));
        Assert.Contains("Secret, shown only now: whsec_", add.Out, StringComparison.Ordinal);
        string id = add.Out.Split(' ')[0];

        CliRun test = await node.RunAsync("webhooks", "test", id);
        Assert.Equal(ExitCodes.Done, test.Code);
        Assert.Contains("ping, try 1: delivered, HTTP 204", test.Out, StringComparison.Ordinal);
        Assert.Contains("SUSPENDED since", (await node.RunAsync("webhooks", "suspend", id)).Out, StringComparison.Ordinal);
        Assert.DoesNotContain("SUSPENDED", (await node.RunAsync("webhooks", "resume", id)).Out, StringComparison.Ordinal);
        list = await node.RunAsync("webhooks", "list");
        Assert.Contains($"{id}  {receiver.Url}  (the shop)", list.Out, StringComparison.Ordinal);
        Assert.Contains("told of owner DEMO; order_accepted", list.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", list.Out, StringComparison.Ordinal);
        Assert.Contains("New secret, shown only now: whsec_", (await node.RunAsync("webhooks", "rotate", id)).Out, StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Done, (await node.RunAsync("webhooks", "remove", id)).Code);
        CliRun gone = await node.RunAsync("webhooks", "test", id);
        Assert.Equal(ExitCodes.Failed, gone.Code);
        Assert.StartsWith("UNKNOWN_ENDPOINT: ", gone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeadLetter_IsShownAndSentAgain()
    {
        receiver.AnswerWith(422);
        string id = (await node.RunAsync("webhooks", "add", receiver.Url, "--kind", "order_accepted")).Out.Split(' ')[0];
        using Folder folder = new();
        await node.RunAsync("import", "orders", folder.Write("orders.csv", "order_no,sku,quantity\nA-1,LAMP,5\n"));
        await receiver.NextAsync();
        CliRun dead = await node.RunAsync("webhooks", "dead", id);
        while (dead.Out.Length == 0)
        {
            // The answer is out, and the letter is being set aside.
            dead = await node.RunAsync("webhooks", "dead", id);
        }

        Assert.Equal(ExitCodes.Failed, dead.Code);
        Assert.Contains("1 tries: HTTP 422", dead.Out, StringComparison.Ordinal);
        Assert.Contains("rejected", (await node.RunAsync("webhooks", "deliveries", id)).Out, StringComparison.Ordinal);
        CliRun resend = await node.RunAsync("webhooks", "resend", id, "--all-dead");
        Assert.Equal(ExitCodes.Failed, resend.Code);
        receiver.AnswerWith(204);
        string message = JsonDocument.Parse((await node.RunAsync("webhooks", "dead", id, "--json")).Out).RootElement.GetProperty("message_id").GetString()!;
        resend = await node.RunAsync("webhooks", "resend", id, message);
        Assert.Equal((ExitCodes.Done, "1 taken, 0 dead letters left."), (resend.Code, resend.Out.Trim()));
        Assert.Equal(ExitCodes.Done, (await node.RunAsync("webhooks", "dead", id)).Code);
        Assert.Contains("from 0 on", (await node.RunAsync("webhooks", "resend", id, "--from", "0")).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExitCodes.Failed, "ADDRESS_NOT_ALLOWED: ", "add", "http://example.com/")]
    [InlineData(ExitCodes.Failed, "ADDRESS_NOT_ALLOWED: ", "add", "https://192.168.1.1/")]
    [InlineData(ExitCodes.Failed, "UNKNOWN_ENDPOINT: ", "resume", "wh_1")]
    [InlineData(ExitCodes.WrongUsage, "Say what to send again", "resend", "wh_1")]
    [InlineData(ExitCodes.WrongUsage, "--kind: 'sold' is not a kind", "add", "https://example.com/", "--kind", "sold")]
    public async Task Mistakes_AreOneLineAndAnExitCode(int code, string says, params string[] args)
    {
        CliRun run = await node.RunAsync(["webhooks", .. args]);
        Assert.Equal(code, run.Code);
        Assert.StartsWith(says, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Trim().Split('\n'));
    }
}
