using Backorders.Partners.Webhooks;
using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Backorders.Partners.Webhooks.Delivery;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Partners.Webhooks.Targets;

namespace Backorders.Partners.Tests.Webhooks;

/// <summary>The receiver that the project's page shows, run as it stands there by Node.js against real deliveries.</summary>
public sealed partial class VerifySnippetTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [NodeFact]
    public async Task ReceiverOfThePage_TakesWhatIsSigned_AndNothingElse()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-receiver-");
        string script = Path.Combine(folder.FullName, "receiver.mjs");
        await File.WriteAllTextAsync(script, Snippet());
        string secret = WebhookSignature.NewSecret();
        using Process node = Start(script, secret);
        try
        {
            string line = await LineAsync(node);
            Assert.StartsWith("listening on ", line, StringComparison.Ordinal);
            string url = $"http://127.0.0.1:{line["listening on ".Length..]}/";
            WebhookOptions options = new() { AllowedHosts = ["127.0.0.1"] };
            using WebhookSender sender = new(options, new TargetPolicy(options), TimeProvider.System);
            WebhookEndpoint good = new() { Id = "wh_1", Url = url, Secrets = [new WebhookSecret(WebhookSignature.NewSecret(), null), new WebhookSecret(secret, null)] };
            byte[] body = """{"type":"backorders.events","warehouse":"MAIN","cursor":"7","decisions":[{"cursor":"7","events":[{"owner":"ACME","orderAccepted":{"orderNo":"Ö-1"}}]}]}"""u8.ToArray();

            Assert.Equal((DeliveryOutcome.Delivered, ""), Said(await sender.SendAsync(good, "msg_1", body, default)));
            Assert.Equal("MAIN 7 orderAccepted", await LineAsync(node));
            Assert.Equal((DeliveryOutcome.Delivered, ""), Said(await sender.SendAsync(good, "msg_1", body, default)));
            WebhookEndpoint forger = good with { Secrets = [new WebhookSecret(WebhookSignature.NewSecret(), null)] };
            Assert.Equal(401, (await sender.SendAsync(forger, "msg_2", body, default)).HttpStatus);
            using WebhookSender late = new(options, new TargetPolicy(options), new Backorders.Testing.ManualTimeProvider(DateTimeOffset.UnixEpoch));
            Assert.Equal(401, (await late.SendAsync(good, "msg_3", body, default)).HttpStatus);
            body = """{"type":"backorders.events","warehouse":"MAIN","cursor":"8","decisions":[{"cursor":"8","events":[{"owner":"ACME","shipped":{}}]}]}"""u8.ToArray();
            await sender.SendAsync(good, "msg_4", body, default);
            Assert.Equal("MAIN 8 shipped", await LineAsync(node));
        }
        finally
        {
            node.Kill();
            await node.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    private static (DeliveryOutcome Outcome, string Error) Said(SendResult result) => (result.Outcome, result.Error);

    private static async Task<string> LineAsync(Process node) =>
        await node.StandardOutput.ReadLineAsync().WaitAsync(Patience) ?? throw new InvalidOperationException(await node.StandardError.ReadToEndAsync());

    private static Process Start(string script, string secret)
    {
        ProcessStartInfo start = new("node") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(script);
        start.Environment["WEBHOOK_SECRET"] = secret;
        start.Environment["PORT"] = "0";
        return Process.Start(start)!;
    }

    private static string Snippet()
    {
        string readme = typeof(VerifySnippetTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "WebhooksReadme").Value!;
        return JavaScript().Match(File.ReadAllText(readme)).Groups["code"].Value;
    }

    [GeneratedRegex(@"```js\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex JavaScript();
}
