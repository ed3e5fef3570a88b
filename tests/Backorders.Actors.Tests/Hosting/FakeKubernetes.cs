using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Backorders.Actors.Hosting;
using Backorders.Actors.Hosting.Meeting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>
/// The part of the Kubernetes API that lists pods, on loopback over TLS: namespace, label selector and token as the API takes them, and its answers' shape. The files of
/// a service account lie in a folder of the test's own.
/// </summary>
internal sealed class FakeKubernetes : IAsyncDisposable
{
    public const string Namespace = "site";
    public const string Selector = "app=backorders,tier=node";

    private const string Token = "the-token";

    private readonly ConcurrentDictionary<string, FakePod> pods = new();
    private readonly TestAuthority authority = new("kubernetes");
    private readonly X509Certificate2 certificate;
    private readonly string folder = Directory.CreateTempSubdirectory("backorders-account-").FullName;
    private readonly int port;
    private WebApplication? app;

    /// <param name="port">Where it is to listen; 0 for any free port.</param>
    public FakeKubernetes(int port = 0)
    {
        this.port = port;
        certificate = authority.IssueInMemory("api", at: IPAddress.Loopback);
        File.WriteAllText(Path.Combine(folder, "token"), Token + "\n");
        File.WriteAllText(Path.Combine(folder, "namespace"), Namespace);
        File.Copy(authority.RootFile, Path.Combine(folder, "ca.crt"));
    }

    /// <summary>What it answers instead of the pods; null for the pods.</summary>
    public RequestDelegate? Instead { get; set; }

    /// <summary>How a node asks it.</summary>
    public KubernetesOptions Options => new()
    {
        PodLabelSelector = Selector, AccountFolder = folder,
        Server = app is null ? $"https://127.0.0.1:{port}" : app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single(),
    };

    public static async Task<FakeKubernetes> StartAsync()
    {
        FakeKubernetes api = new();
        await api.ListenAsync();
        return api;
    }

    public async Task ListenAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(certificate)));
        app = builder.Build();
        app.Run(context => Instead is { } other ? other(context) : AnswerAsync(context));
        await app.StartAsync();
    }

    /// <summary>A pod is there, or is now as said.</summary>
    public void Set(FakePod pod) => pods[pod.Name] = pod;

    public void Remove(string name) => pods.TryRemove(name, out _);

    /// <summary>Another token than the one it knows is in the account's folder.</summary>
    public void ForgeToken() => File.WriteAllText(Path.Combine(folder, "token"), "another-token");

    public static Task ForbidAsync(HttpContext context) => RefuseAsync(
        context, 403, "Forbidden", "pods is forbidden: User \"system:serviceaccount:site:default\" cannot list resource \"pods\" in API group \"\" in the namespace \"site\"");

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        certificate.Dispose();
        authority.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization != $"Bearer {Token}")
        {
            return RefuseAsync(context, 401, "Unauthorized", "Unauthorized");
        }

        if (context.Request.Method != "GET" || context.Request.Path != $"/api/v1/namespaces/{Namespace}/pods")
        {
            return RefuseAsync(context, 404, "NotFound", "the server could not find the requested resource");
        }

        string[] wanted = context.Request.Query["labelSelector"].ToString().Split(',');
        return context.Response.WriteAsJsonAsync(new
        {
            kind = "PodList", apiVersion = "v1", metadata = new { resourceVersion = "4711" },
            items = pods.Values.Where(p => wanted.All(p.Labels.Split(',').Contains)).Select(p => p.ToJson()),
        });
    }

    private static Task RefuseAsync(HttpContext context, int code, string reason, string message)
    {
        context.Response.StatusCode = code;
        return context.Response.WriteAsJsonAsync(new { kind = "Status", apiVersion = "v1", metadata = new { }, status = "Failure", message, reason, code });
    }
}
