using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Backorders.Server.Options;
using Backorders.Server.Refusals;
using Backorders.Testing;
using Backorders.Testing.Actors;
using Backorders.V1;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests;

public sealed class TroubleTests
{
    [Trait("Case", "01")]
    [Fact]
    public async Task Receive_StoreFails_IsRefusedAsTransientAndSucceedsWithTheSameKey()
    {
        TroubledTurnStore store = new(TimeProvider.System);
        await using TestNode node = await TestNode.StartAsync(store: store);
        await node.DefineItemsAsync();

        // A row that fails once is written again, and nobody hears of it.
        store.FailWrites(2);
        var status = await RefusedAsync(node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 5)), "STORE_UNAVAILABLE", StatusCode.Unavailable);
        Assert.NotNull(status.RetryDelay);
        Assert.Equal(1, (await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 5))).ReceiptId);
    }

    [Fact]
    public async Task Metrics_WhileTheStoreHangs_AreToldWithTheLastFiguresOfWarehouses()
    {
        TroubledTurnStore store = new(TimeProvider.System);
        await using TestNode node = await TestNode.StartAsync(store: store);
        await node.DefineItemsAsync();
        SyncPoint write = store.HoldWrite();
        var receiving = node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 5)).ResponseAsync;
        using HttpClient http = new() { BaseAddress = node.Node.HttpAddress };

        Task<string> told = http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        while (!told.IsCompleted)
        {
            node.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.Contains("# TYPE backorders_engine_mailbox_depth gauge", await told, StringComparison.Ordinal);
        Assert.False(receiving.IsCompleted);
        write.Release();
        Assert.Equal(1, (await receiving).ReceiptId);
    }

    [Fact]
    public async Task ReceiveStream_MoreThanTheStoreTakes_IsRefusedAsBusyAndTheSameScansSucceedLater()
    {
        TroubledTurnStore store = new(TimeProvider.System);
        await using TestNode node = await TestNode.StartAsync(
            o => (o.Limits.MailboxCapacity, o.Limits.StreamPendingMax, o.Limits.CheckInvariantsEvery) = (16, 50_000, 0), store);
        await node.DefineItemsAsync();
        SyncPoint write = store.HoldWrite();
        using var stream = node.Acme.Receiving.ReceiveStream();
        for (int i = 0; i < 20_000; i++)
        {
            await stream.RequestStream.WriteAsync(TestNode.Scan($"{i}", 1));
        }

        await stream.RequestStream.CompleteAsync();
        write.Release();
        List<ReceiveStreamResponse> busy = [];
        int answered = 0;
        await foreach (ReceiveStreamResponse answer in stream.ResponseStream.ReadAllAsync())
        {
            Assert.Equal($"{answered++}", answer.ScanId);
            if (answer.Refused is { } refused)
            {
                Assert.Equal((Refusal.Busy, true), (refused.Reason, refused.RetryAfter is not null));
                busy.Add(answer);
            }
        }

        Assert.Equal(20_000, answered);
        Assert.NotEmpty(busy);
        Assert.Equal(1, (await node.Acme.Receiving.ReceiveAsync(TestNode.Scan(busy[0].ScanId, 1))).Quantity);
    }

    [Theory]
    [InlineData(2, true, 3)]
    [InlineData(9, true, 5)]
    [InlineData(9, false, 1)]
    public async Task RetryAsync_RefusedSomeTimes_TriesNoMoreThanItShould(int failures, bool transient, int expectedTries)
    {
        ManualTimeProvider time = new();
        using BackordersClient client = BackordersClient.Connect("http://127.0.0.1:1", "key", new ClientOptions { TimeProvider = time });
        int tries = 0;
        Task<GetTimeResponse> call = client.RetryAsync(() => Fake(++tries <= failures ? Refuse(transient) : Task.FromResult(new GetTimeResponse())));
        while (!call.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal((expectedTries, failures < 5), (tries, call.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task Node_WithACertificate_ServesAllOnOnePort()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-tls-");
        using X509Certificate2 certificate = MakeCertificate();
        string path = Path.Combine(folder.FullName, "node.pfx");
        await File.WriteAllBytesAsync(path, certificate.Export(X509ContentType.Pfx, "secret"));
        await using TestNode node = await TestNode.StartAsync(
            o => (o.Listen.Tls, o.Listen.Certificate, o.Listen.CertificatePassword) = ("127.0.0.1:0", path, "secret"));
        Assert.Equal(node.Node.HttpAddress, node.Node.GrpcAddress);
        X509Certificate2Collection roots = [X509CertificateLoader.LoadCertificate(certificate.Export(X509ContentType.Cert))];
        X509ChainPolicy trusted = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trusted.CustomTrustStore.AddRange(roots);
        ClientOptions options = new() { ConfigureConnection = connection => connection.SslOptions.CertificateChainPolicy = trusted };
        using BackordersClient client = BackordersClient.Connect(node.Node.GrpcAddress.ToString(), node.Keys["acme"], options);
        Assert.Equal(3, (await client.Items.DefineItemsAsync(TestNode.Items())).Defined);
        using HttpClient http = new(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown!.Thumbprint == certificate.Thumbprint });
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(node.Node.HttpAddress, "/health"))).StatusCode);
        folder.Delete(recursive: true);
    }

    private static Task<GetTimeResponse> Refuse(bool transient) => Task.FromException<GetTimeResponse>(RefusalStatus.ToException(
        Domain.Values.Refused.Because(transient ? Domain.Values.Refusal.Busy : Domain.Values.Refusal.UnknownSku, "no")));

    private static AsyncUnaryCall<GetTimeResponse> Fake(Task<GetTimeResponse> response) =>
        new(response, Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });

    private static X509Certificate2 MakeCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }
}
