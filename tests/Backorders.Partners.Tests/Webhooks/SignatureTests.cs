using Backorders.Partners.Webhooks;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Backorders.Partners.Webhooks.Endpoints;

namespace Backorders.Partners.Tests.Webhooks;

public sealed class SignatureTests : IAsyncLifetime
{
    private Receiver receiver = null!;

    public async Task InitializeAsync() => receiver = await Receiver.StartAsync();

    public async Task DisposeAsync() => await receiver.DisposeAsync();

    /// <summary>The example that the libraries of Standard Webhooks test themselves with.</summary>
    [Fact]
    public void Signature_OfTheSpecificationsExample_IsTheirs() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSignature.Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, Encoding.UTF8.GetBytes("{\"test\": 2432232314}")));

    [Fact]
    public void NewSecrets_AreLongEnoughAndNeverTheSame()
    {
        string[] secrets = [.. Enumerable.Range(0, 100).Select(_ => WebhookSignature.NewSecret())];
        Assert.Equal(100, secrets.Distinct().Count());
        Assert.All(secrets, s => Assert.Equal(32, Convert.FromBase64String(s["whsec_".Length..]).Length));
    }

    [Fact]
    public async Task Delivery_IsSignedOverIdTimeAndBody()
    {
        await using Bench bench = await Bench.StartAsync();
        WebhookEndpoint endpoint = await bench.AddAsync(receiver.Url);
        bench.Feed.Add(1);
        Received received = await receiver.NextAsync();
        Assert.Equal(bench.Time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), received.Timestamp);
        Assert.DoesNotContain(".", received.Id, StringComparison.Ordinal);
        Assert.Equal([Independently(endpoint.Secrets[0].Text, received)], received.Signatures.Split(' '));
    }

    [Fact]
    public async Task RotatedSecret_BothSignUntilTheOldOneEnds()
    {
        await using Bench bench = await Bench.StartAsync();
        string old = (await bench.AddAsync(receiver.Url)).Secrets[0].Text;
        string fresh = (await bench.Dispatcher.RotateAsync("wh_1", "request-1", TimeSpan.FromHours(24)))!.Secrets[0].Text;
        Assert.Equal(fresh, (await bench.Dispatcher.RotateAsync("wh_1", "request-1", TimeSpan.FromHours(24)))!.Secrets[0].Text);
        bench.Feed.Add(1);
        Received both = await receiver.NextAsync();
        Assert.Equal([Independently(fresh, both), Independently(old, both)], both.Signatures.Split(' '));

        await bench.UntilCursorAsync(1);
        bench.Time.Advance(TimeSpan.FromHours(24));
        bench.Feed.Add(1);
        Received one = await receiver.NextAsync();
        Assert.Equal([Independently(fresh, one)], one.Signatures.Split(' '));
    }

    [Fact]
    public async Task RotatedSecret_WithoutOverlap_EndsTheOldOneAtOnce()
    {
        await using Bench bench = await Bench.StartAsync();
        await bench.AddAsync(receiver.Url);
        string fresh = (await bench.Dispatcher.RotateAsync("wh_1", "request-1", TimeSpan.Zero))!.Secrets.Single().Text;
        bench.Feed.Add(1);
        Received received = await receiver.NextAsync();
        Assert.Equal(Independently(fresh, received), received.Signatures);
    }

    [Fact]
    public async Task Ping_IsSignedToo_AndReachesASuspendedEndpoint()
    {
        await using Bench bench = await Bench.StartAsync();
        WebhookEndpoint endpoint = await bench.AddAsync(receiver.Url);
        await bench.Dispatcher.SuspendAsync("wh_1");
        DeliveryAttempt ping = (await bench.Dispatcher.PingAsync("wh_1", default))!;
        Received received = await receiver.NextAsync();
        Assert.Equal((DeliveryOutcome.Delivered, 204), (ping.Outcome, ping.HttpStatus));
        Assert.Contains("\"type\":\"backorders.ping\"", received.Text, StringComparison.Ordinal);
        Assert.Equal(Independently(endpoint.Secrets[0].Text, received), received.Signatures);
    }

    /// <summary>Written from the specification alone.</summary>
    private static string Independently(string secret, Received received)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes(received.Id), (byte)'.', .. Encoding.ASCII.GetBytes(received.Timestamp), (byte)'.', .. received.Body];
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[6..]), signed));
    }
}
