using Backorders.Partners.Webhooks;
using System.Collections.Concurrent;
using System.Threading.Channels;
using Backorders.Partners.Webhooks.Endpoints;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Partners.Tests.Webhooks;

/// <summary>A partner's HTTP server on loopback, which answers as a test has it.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Channel<Received> requests = Channel.CreateUnbounded<Received>();

    private Receiver(WebApplication app)
    {
        this.app = app;
    }

    /// <summary>What to answer; 204 unless told otherwise.</summary>
    public Func<HttpContext, Received, Task> Answer { get; set; } = static (http, _) => StatusAsync(http, 204);

    /// <summary>Everything that came, in order.</summary>
    public ConcurrentQueue<Received> All { get; } = new();

    /// <summary>The cursors of everything that was answered with 2xx, in order.</summary>
    public ConcurrentQueue<long> Taken { get; } = new();

    public Uri Address { get; private set; } = null!;

    public string Url => $"{Address}hook";

    public static async Task<Receiver> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        WebApplication app = builder.Build();
        Receiver receiver = new(app);
        app.Run(receiver.ServeAsync);
        await app.StartAsync();
        receiver.Address = new Uri(app.Urls.Single());
        return receiver;
    }

    /// <summary>Answers with these statuses, one after the other, and then with the last for ever.</summary>
    public void AnswerWith(params int[] statuses)
    {
        Queue<int> left = new(statuses);
        Answer = (http, _) => StatusAsync(http, left.Count > 1 ? left.Dequeue() : left.Peek());
    }

    /// <summary>The next request that came.</summary>
    public async Task<Received> NextAsync() => await requests.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));

    public static Task StatusAsync(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext http)
    {
        using MemoryStream body = new();
        await http.Request.Body.CopyToAsync(body);
        Received received = new(
            http.Request.Headers[WebhookSignature.IdHeader]!, http.Request.Headers[WebhookSignature.TimestampHeader]!, http.Request.Headers[WebhookSignature.SignatureHeader]!,
            body.ToArray(), http.Request.Path);
        All.Enqueue(received);
        await Answer(http, received);
        foreach (long cursor in http.Response.StatusCode is >= 200 and < 300 ? received.Cursors : [])
        {
            Taken.Enqueue(cursor);
        }

        requests.Writer.TryWrite(received);
    }
}
