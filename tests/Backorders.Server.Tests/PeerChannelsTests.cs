using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Backorders.Server.Routing;
using Backorders.Server.Security;
using Backorders.V1;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests;

/// <summary>Calls passed on to a node that speaks TLS with a certificate of the company's own.</summary>
public sealed class PeerChannelsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-peers-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Tls_RootOfTheFile_IsTrusted()
    {
        string pem = Path.Combine(folder.FullName, "root.pem");
        string pfx = Path.Combine(folder.FullName, "node.pfx");
        using (X509Certificate2 made = Make())
        {
            await File.WriteAllTextAsync(pem, made.ExportCertificatePem());
            await File.WriteAllBytesAsync(pfx, made.Export(X509ContentType.Pkcs12));
        }

        RoutedNodes nodes = await RoutedNodes.StartAsync(["b"], options =>
            (options.Listen.Tls, options.Listen.Certificate) = ("127.0.0.1:0", pfx));
        await using (nodes)
        {
            using PeerChannels trusting = new(new ClusterSettings { TrustedRoots = pem }, new NodeClock(TimeProvider.System, TimeProvider.System));
            using PeerChannels others = new(new ClusterSettings(), new NodeClock(TimeProvider.System, TimeProvider.System));
            CallOptions options = new(new Metadata { { "authorization", "Bearer " + nodes.Key } });
            GetOrderRequest question = new() { Warehouse = "MOON", OrderNo = "1" };
            string address = nodes["b"].GrpcAddress.ToString();
            await RefusedAsync(new Orders.OrdersClient(trusting.To(address)).GetOrderAsync(question, options), "UNKNOWN_WAREHOUSE", StatusCode.NotFound);
            RpcException e = await Assert.ThrowsAsync<RpcException>(async () => await new Orders.OrdersClient(others.To(address)).GetOrderAsync(question, options));
            Assert.Equal(StatusCode.Unavailable, e.StatusCode);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n")]
    public async Task TrustedRoots_NoCertificates_StopsTheStartAndNamesTheSetting(string content)
    {
        string pem = Path.Combine(folder.FullName, "wrong.pem");
        await File.WriteAllTextAsync(pem, content);
        NodeStartException e = Assert.Throws<NodeStartException>(() =>
            new PeerChannels(new ClusterSettings { TrustedRoots = pem }, new NodeClock(TimeProvider.System, TimeProvider.System)));
        Assert.Contains("Cluster:TrustedRoots", e.Message, StringComparison.Ordinal);
    }

    private static X509Certificate2 Make()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=backorders test", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(100));
    }
}
