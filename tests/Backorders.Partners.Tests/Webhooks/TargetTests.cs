using Backorders.Partners.Webhooks;
using System.Net;
using System.Net.Sockets;
using Backorders.Partners.Webhooks.Delivery;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Partners.Webhooks.Stores;
using Backorders.Partners.Webhooks.Targets;

namespace Backorders.Partners.Tests.Webhooks;

public sealed class TargetTests
{
    public static TheoryData<string> InsideAddresses =>
    [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.254", "127.0.0.1", "127.255.0.9", "169.254.169.254", "169.254.0.1", "172.16.0.1",
        "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.7", "224.0.0.1",
        "239.255.255.250", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
        "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "3fff::1", "fc00::1",
        "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "5f00::1",
    ];

    public static TheoryData<string> OutsideAddresses =>
    [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "128.0.0.1", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0",
        "192.0.1.1", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "::ffff:8.8.8.8", "2606:4700:4700::1111", "2a00:1450::1",
        "64:ff9b::808:808", "2002:808:808::1",
    ];

    public static TheoryData<string> InsideUrls =>
    [
        "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0177.0.0.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:a9fe:a9fe]/latest/meta-data", "https://169.254.169.254/latest/meta-data", "https://10.0.0.1/", "https://0/", "https://192.168.1.1:8443/",
        "https://0x7f.1/", "https://017700000001/", "https://[::127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://[fd00:ec2::254]/", "https://[fe80::1]/",
        "https://0.0.0.0/", "https://0xa9fea9fe/latest/meta-data",
    ];

    [Theory]
    [MemberData(nameof(InsideAddresses))]
    public void Address_OfANetworkOfOnesOwn_IsNotPublic(string address) => Assert.NotNull(PublicAddress.WhyNot(IPAddress.Parse(address)));

    [Theory]
    [MemberData(nameof(OutsideAddresses))]
    public void Address_OfTheInternet_IsPublic(string address) => Assert.Null(PublicAddress.WhyNot(IPAddress.Parse(address)));

    [Theory]
    [MemberData(nameof(InsideUrls))]
    public async Task Url_WithAnAddressOfTheOwnNetwork_HoweverWritten_IsRefused(string url)
    {
        TargetPolicy policy = Policy();
        TargetNotAllowedException e = await Assert.ThrowsAsync<TargetNotAllowedException>(() => policy.ResolveAsync(policy.Parse(url), default));
        Assert.Contains("not a public address", e.Message, StringComparison.Ordinal);
        Assert.Contains("Webhooks:AllowedHosts", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://example.com/", "is not https")]
    [InlineData("https://example.com:22/", "Port 22 may not be called; 443, 8443 may")]
    [InlineData("https://example.com:5081/", "Port 5081")]
    public void Url_ThatIsNotHttpsAtAnAllowedPort_IsRefusedAndSaysWhatWouldBeRight(string url, string says) =>
        Assert.Contains(says, Assert.Throws<TargetNotAllowedException>(() => Policy().Parse(url)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("hook")]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://user:pass@example.com/")]
    [InlineData("https://user@example.com/")]
    [InlineData("https://example.com/#part")]
    public void Url_ThatNobodyCouldSendTo_IsRefused(string url) => Assert.Throws<FormatException>(() => Policy().Parse(url));

    [Theory]
    [InlineData("example.com")]
    [InlineData("10.0.0.7")]
    [InlineData("10.0.0.7:8080")]
    [InlineData("[fd00::7]:8080")]
    [InlineData("fd00::7")]
    public void AllowedHost_InAnyForm_IsUnderstood(string text) => Assert.NotNull(AllowedHost.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("https://example.com")]
    [InlineData("example.com:0")]
    [InlineData("example.com:http")]
    [InlineData("a b")]
    public void AllowedHost_ThatIsNone_IsAMistakeOfTheOptions(string text)
    {
        List<string> wrong = [];
        new WebhookOptions { AllowedHosts = [text] }.Check(wrong);
        Assert.Single(wrong);
    }

    [Fact]
    public async Task AllowedHost_MayBeInTheOwnNetworkInCleartext_AtItsPortAlone()
    {
        TargetPolicy policy = Policy(o => o.AllowedHosts = ["erp.internal:8080", "[fd00::7]"], ("erp.internal", "10.0.0.7"));
        Assert.Equal([IPAddress.Parse("10.0.0.7")], await policy.ResolveAsync(policy.Parse("http://ERP.internal:8080/hook"), default));
        Assert.Single(await policy.ResolveAsync(policy.Parse("http://[fd00::7]:99/"), default));
        Assert.Throws<TargetNotAllowedException>(() => policy.Parse("http://erp.internal:8081/hook"));
        await Assert.ThrowsAsync<TargetNotAllowedException>(() => policy.ResolveAsync(policy.Parse("https://erp.internal/"), default));
    }

    [Fact]
    public async Task Name_OfWhichOneAddressIsInside_IsRefused()
    {
        TargetPolicy policy = Policy(null, ("both.example", "8.8.8.8"), ("both.example", "10.0.0.1"), ("good.example", "8.8.8.8"));
        await Assert.ThrowsAsync<TargetNotAllowedException>(() => policy.ResolveAsync(policy.Parse("https://both.example/"), default));
        Assert.Single(await policy.ResolveAsync(policy.Parse("https://good.example/"), default));
    }

    [Fact]
    public async Task Name_ThatLeadsInsideAfterItWasRegistered_IsNotCalled()
    {
        await using Receiver receiver = await Receiver.StartAsync();
        string address = "8.8.8.8";
        int port = receiver.Address.Port;
        WebhookOptions options = new() { AllowedPorts = [port], RetryWindowHours = 0 };
        ScriptedFeed feed = new();
        await using WebhookDispatcher dispatcher = new(
            options, new MemoryWebhookStore(), feed, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<WebhookDispatcher>.Instance, null,
            () => 0, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]));
        await dispatcher.StartAsync();
        string url = $"https://rebound.example:{port}/";
        await dispatcher.CheckTargetAsync(url, default);
        address = "127.0.0.1";
        await dispatcher.CreateAsync(
            new WebhookEndpoint { Id = "wh_1", Url = url, Warehouses = ["MAIN"], Secrets = [new WebhookSecret(WebhookSignature.NewSecret(), null)] },
            [new DeliveryPosition("wh_1", "MAIN", 0)]);
        feed.Add(1);
        await Bench.UntilAsync(() => dispatcher.Find("wh_1")!.Suspended == SuspensionReason.AddressNotAllowed);
        Assert.Equal(DeliveryOutcome.NotAllowed, dispatcher.Attempts("wh_1").Single().Outcome);
        Assert.Contains("127.0.0.1", dispatcher.Find("wh_1")!.SuspendedBecause, StringComparison.Ordinal);
        Assert.Empty(receiver.All);
    }

    [Fact]
    public async Task Name_ThatLeadsInsideRightAfterItWasChecked_IsCalledAtTheAddressThatWasChecked()
    {
        await using Receiver receiver = await Receiver.StartAsync();
        int asked = 0;
        WebhookOptions options = new() { AllowedPorts = [receiver.Address.Port], ConnectMilliseconds = 200, AnswerMilliseconds = 2_000 };
        TargetPolicy policy = new(options, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(++asked == 1 ? "8.8.8.8" : "127.0.0.1")]));
        using WebhookSender sender = new(options, policy, TimeProvider.System);
        WebhookEndpoint endpoint = new() { Id = "wh_1", Url = $"https://rebound.example:{receiver.Address.Port}/", Secrets = [new WebhookSecret(WebhookSignature.NewSecret(), null)] };

        SendResult first = await sender.SendAsync(endpoint, "m", [], default);
        Assert.Equal((DeliveryOutcome.Failed, 1), (first.Outcome, asked));
        SendResult second = await sender.SendAsync(endpoint, "m", [], default);
        Assert.Equal(DeliveryOutcome.NotAllowed, second.Outcome);
        Assert.Empty(receiver.All);
    }

    [Fact]
    public async Task Name_ThatIsNotKnown_IsAMistakeOfTheUrl()
    {
        await using Bench bench = new();
        FormatException e = await Assert.ThrowsAsync<FormatException>(() => new WebhookDispatcher(
            new WebhookOptions(), new MemoryWebhookStore(), new ScriptedFeed(), TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<WebhookDispatcher>.Instance, null, () => 0,
            (_, _) => throw new SocketException((int)SocketError.HostNotFound)).CheckTargetAsync("https://nowhere.example/", default));
        Assert.Contains("nowhere.example", e.Message, StringComparison.Ordinal);
    }

    private static TargetPolicy Policy(Action<WebhookOptions>? configure = null, params (string Name, string Address)[] names)
    {
        WebhookOptions options = new();
        configure?.Invoke(options);
        return new TargetPolicy(options, (name, _) => Task.FromResult<IPAddress[]>([.. names.Where(n => n.Name == name).Select(n => IPAddress.Parse(n.Address))]));
    }
}
