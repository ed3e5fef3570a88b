using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Backorders.Grpc.Client;
using Backorders.Grpc.Server;
using Backorders.Grpc.Tests.Protos;
using Backorders.Grpc.Tests.Support;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backorders.Grpc.Tests;

public sealed class TlsTests
{
    [Fact]
    public async Task Channel_TrustsTheServersRoot_IsAnsweredOnThePortOfAllProtocols()
    {
        using var certificate = MakeCertificate();
        await using var app = await StartAsync(certificate);
        using var channel = GrpcChannel.ForAddress(AddressOf(app), new GrpcChannelOptions { TrustedRoots = [certificate] });
        Assert.Equal("secret", (await new Echo.EchoClient(channel).SayAsync(new EchoRequest { Text = "secret" })).Text);
    }

    [Fact]
    public async Task Channel_TrustsAnotherRoot_Unavailable()
    {
        using var certificate = MakeCertificate();
        using var other = MakeCertificate();
        await using var app = await StartAsync(certificate);
        using var channel = GrpcChannel.ForAddress(AddressOf(app), new GrpcChannelOptions { TrustedRoots = [other] });
        var e = await Assert.ThrowsAsync<RpcException>(async () => await new Echo.EchoClient(channel).SayAsync(new EchoRequest()));
        Assert.Equal(StatusCode.Unavailable, e.StatusCode);
    }

    private static async Task<WebApplication> StartAsync(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(certificate);
        }));
        builder.Services.AddBackordersGrpc();
        var app = builder.Build();
        app.MapGrpcService(new ScriptedEcho());
        await app.StartAsync();
        return app;
    }

    private static string AddressOf(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=backorders test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
