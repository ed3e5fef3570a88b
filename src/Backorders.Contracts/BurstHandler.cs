using System.Net;
using System.Net.Http.Headers;
using System.Runtime.ExceptionServices;

namespace Backorders.V1;

/// <summary>
/// Sends the messages of a burst on one stream together. The channel's own writer flushes after every message, whatever the write's options say, and each flush costs a frame
/// and a turn of the connection's one sending loop: more than the message itself.
/// </summary>
/// <param name="inner">What makes the connections.</param>
internal sealed class BurstHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>
    /// How the channel names the content of a call with one request, which has no burst: wrapping it would cost half a kilobyte for nothing. Under any other name it is wrapped, and arrives all the same.
    /// </summary>
    private const string OneRequest = "PushUnaryContent";

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } content && !content.GetType().Name.StartsWith(OneRequest, StringComparison.Ordinal) && content.Headers.ContentLength is null)
        {
            request.Content = new BurstContent(content);
        }

        return base.SendAsync(request, cancellationToken);
    }

    private sealed class BurstContent : HttpContent
    {
        private readonly HttpContent inner;

        public BurstContent(HttpContent inner)
        {
            this.inner = inner;
            foreach ((string name, HeaderStringValues values) in inner.Headers.NonValidated)
            {
                Headers.TryAddWithoutValidation(name, values);
            }
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            BurstStream burst = new(stream, cancellationToken);
            try
            {
                await inner.CopyToAsync(burst, context, cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException e) when (e.InnerException is IOException cause)
            {
                // The wrapping is of the copying; without the content around it, the connection sees the cause.
                ExceptionDispatchInfo.Throw(cause);
            }

            await burst.CompleteAsync().ConfigureAwait(false);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = -1;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
