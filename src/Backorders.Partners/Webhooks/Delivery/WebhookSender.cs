using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Backorders.Partners.Webhooks.Endpoints;
using Backorders.Partners.Webhooks.Targets;

namespace Backorders.Partners.Webhooks.Delivery;

/// <summary>
/// Sends one delivery and says what came of it. Whatever the receiver does, a try ends in time and holds little memory: redirects are not followed, headers and
/// the body of an answer are bounded, and the connection goes to an address that was checked a moment before.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    private const int ErrorBytesMax = 512;
    private const int DrainBytesMax = 64 * 1024;
    private const int HeaderKilobytesMax = 16;

    /// <summary>A name may lead elsewhere by and by: connections are not kept for longer.</summary>
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(5);

    private readonly WebhookOptions options;
    private readonly TargetPolicy targets;
    private readonly TimeProvider time;
    private readonly HttpClient client;

    public WebhookSender(WebhookOptions options, TargetPolicy targets, TimeProvider time)
    {
        (this.options, this.targets, this.time) = (options, targets, time);
        client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromMilliseconds(options.ConnectMilliseconds),
            ConnectCallback = ConnectAsync,
            MaxResponseHeadersLength = HeaderKilobytesMax,
            MaxResponseDrainSize = DrainBytesMax,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            PooledConnectionLifetime = ConnectionLife,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Sends a body, signed with every secret that is good now.</summary>
    public async Task<SendResult> SendAsync(WebhookEndpoint endpoint, string messageId, byte[] body, CancellationToken cancellation)
    {
        long began = time.GetTimestamp();
        using CancellationTokenSource patience = new(TimeSpan.FromMilliseconds(options.AnswerMilliseconds), time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            using HttpRequestMessage request = Sign(endpoint, messageId, body);
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            DeliveryOutcome outcome = OutcomeOf(response.StatusCode);
            string error = outcome == DeliveryOutcome.Delivered ? string.Empty : await ExplainAsync(response, either.Token).ConfigureAwait(false);
            return new SendResult(outcome, (int)response.StatusCode, error, RetryAfter(response), time.GetElapsedTime(began));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Failed(DeliveryOutcome.Failed, $"No answer within {options.AnswerMilliseconds} ms (connecting: {options.ConnectMilliseconds} ms).");
        }
        catch (Exception e) when (Refusal(e) is { } refusal)
        {
            return Failed(DeliveryOutcome.NotAllowed, refusal);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            return Failed(DeliveryOutcome.Failed, e.InnerException is { } inner && !e.Message.Contains(inner.Message, StringComparison.Ordinal) ? $"{e.Message} {inner.Message}" : e.Message);
        }

        SendResult Failed(DeliveryOutcome outcome, string error) => new(outcome, 0, error, null, time.GetElapsedTime(began));
    }

    public void Dispose() => client.Dispose();

    private static DeliveryOutcome OutcomeOf(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => DeliveryOutcome.Delivered,
        410 => DeliveryOutcome.Gone,
        408 or 429 => DeliveryOutcome.Failed,
        >= 400 and < 500 => DeliveryOutcome.Rejected,
        _ => DeliveryOutcome.Failed,
    };

    private static string? Refusal(Exception? e) => e is TargetNotAllowedException or FormatException ? e.Message : e is null ? null : Refusal(e.InnerException);

    private static async Task<string> ExplainAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        string status = $"HTTP {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();
        if (response.Headers.Location is { } elsewhere)
        {
            return $"{status} to {elsewhere}: redirects are not followed; register the address that it leads to.";
        }

        byte[] start = new byte[ErrorBytesMax];
        int read = 0;
        try
        {
            using Stream content = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            read = await content.ReadAsync(start, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            // The status says enough; what the receiver would have said about it is lost.
        }

        string said = new(Encoding.UTF8.GetString(start, 0, read).Where(c => !char.IsControl(c)).ToArray());
        return said.Length == 0 ? status : $"{status}: {said}";
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
        _ => null,
    };

    private HttpRequestMessage Sign(WebhookEndpoint endpoint, string messageId, byte[] body)
    {
        DateTimeOffset now = time.GetUtcNow();
        long timestamp = now.ToUnixTimeSeconds();
        HttpRequestMessage request = new(HttpMethod.Post, targets.Parse(endpoint.Url)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Backorders-Webhooks", "1"));
        request.Headers.Add(WebhookSignature.IdHeader, messageId);
        request.Headers.Add(WebhookSignature.TimestampHeader, timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(
            WebhookSignature.SignatureHeader, string.Join(' ', endpoint.SecretsAt(now).Select(s => WebhookSignature.Sign(s, messageId, timestamp, body))));
        return request;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        IPAddress[] addresses = await targets.ResolveAsync(context.InitialRequestMessage.RequestUri!, cancellation).ConfigureAwait(false);
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
