using System.Net;
using System.Security.Cryptography.X509Certificates;
using Backorders.Server.Options;
using Backorders.Server.Security;
using Backorders.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Backorders.Server.Tests.Access;

/// <summary>Certificates that their authority has taken back: its list is asked for in the handshake, where the settings say so.</summary>
public sealed class RevokedCertificateTests : IAsyncLifetime
{
    private readonly TestCertificates authority = new();
    private WebApplication lists = null!;
    private volatile bool isListAway;
    private X509Certificate2 good = null!;
    private X509Certificate2 revoked = null!;
    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        lists = builder.Build();
        lists.Run(ServeAsync);
        await lists.StartAsync();

        // What is fetched is kept on the machine by its address: each run has one of its own.
        authority.RevocationList = $"{lists.Urls.Single()}/{Guid.NewGuid():n}.crl";
        (good, revoked) = (authority.Issue("dock-7", "dock-7.example"), authority.Issue("dock-8", "dock-8.example"));
        node = await TestNode.StartAsync(o =>
        {
            authority.Serve(o, ClientCertificateMode.Allow);
            o.Listen.ClientCertificates.Revocation = X509RevocationMode.Online;
        });
        await node.DefineItemsAsync();
        foreach (string dock in new[] { "dock-7", "dock-8" })
        {
            await ApiKeys.AddCertificateAsync(Path.Combine(node.Folder, "keys.json"), dock, $"name:{dock}.example", "ACME", Role.Scanner, []);
        }

        node.Time.Advance(KeyKeeper.LookEvery);
    }

    public async Task DisposeAsync()
    {
        await node.DisposeAsync();
        await lists.DisposeAsync();
        good.Dispose();
        revoked.Dispose();
        authority.Dispose();
    }

    [Fact]
    public async Task RevokedCertificate_GetsNoConnection_AndItsNeighbourDoes()
    {
        await Shows(good).Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        await Assert.ThrowsAsync<RpcException>(async () => await Shows(revoked).Receiving.ReceiveAsync(TestNode.Scan("2", 1)));
        string told = Assert.Single(node.Log.Entries.Where(e => e.EventId == 4121).Select(e => e.Text).Distinct());
        Assert.Contains("CN=dock-8", told, StringComparison.Ordinal);
        Assert.Contains("Revoked", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListThatCannotBeHad_LetsNobodyIn()
    {
        isListAway = true;
        await Assert.ThrowsAsync<RpcException>(async () => await Shows(good).Receiving.ReceiveAsync(TestNode.Scan("1", 1)));
        Assert.Contains(node.Log.Entries, e => e.EventId == 4121 && e.Text.Contains("RevocationStatusUnknown", StringComparison.Ordinal));
    }

    private async Task ServeAsync(HttpContext http)
    {
        http.Response.StatusCode = isListAway ? (int)HttpStatusCode.NotFound : (int)HttpStatusCode.OK;
        if (!isListAway)
        {
            http.Response.ContentType = "application/pkix-crl";
            await http.Response.Body.WriteAsync(authority.ListRevoked(TestIssuer.Start.AddDays(-1), revoked));
        }
    }

    private BackordersClient Shows(X509Certificate2 certificate) => node.Connect(null, new ClientOptions { ClientCertificate = certificate, AttemptsMax = 1 });
}
