using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Server.Edge;

/// <summary>
/// Makes calls of the contract on behalf of a request that is none itself. Each goes the whole way of a call that a client makes: routing, <see cref="CallMiddleware"/> with rights, limits and
/// records, <see cref="JsonCalls"/>, the library and its interceptors. It comes from the same client, with the same headers, and ends with the request.
/// </summary>
/// <param name="scopes">Each call has its own services, as each request has.</param>
internal sealed class InnerCalls(IServiceScopeFactory scopes)
{
    /// <summary>What a request says of its own body and of the form of its answer.</summary>
    private static readonly string[] OfTheBody = ["content-type", "content-length", "content-encoding", "transfer-encoding", "accept", "expect", "connect-timeout-ms"];

    private RequestDelegate? way;

    /// <summary>Notes the way of all calls, which begins here.</summary>
    /// <param name="next">The rest of the way.</param>
    public RequestDelegate BeginAt(RequestDelegate next) => way = next;

    /// <summary>Makes a call and asks for its answers as events (<see cref="EventStream"/>).</summary>
    /// <param name="outer">On whose behalf.</param>
    /// <param name="call">Which one.</param>
    /// <param name="json">Its message.</param>
    /// <param name="answer">Where the answer's bytes go; it is completed when the call is over, and throws what the way threw.</param>
    /// <param name="response">The status and headers of the answer, good once its first bytes have come.</param>
    public Task RunAsync(HttpContext outer, CallInfo call, byte[] json, Stream answer, out IHttpResponseFeature response)
    {
        HttpResponseFeature told = new();
        response = told;
        FeatureCollection features = new();
        features.Set<IHttpRequestFeature>(RequestOf(outer.Request, call, json));
        features.Set<IHttpResponseFeature>(told);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        features.Set<IHttpRequestLifetimeFeature>(new OuterLifetime(outer));
        features.Set(outer.Features.Get<IHttpConnectionFeature>());
        features.Set(outer.Features.Get<ITlsConnectionFeature>());
        return RunAsync(new DefaultHttpContext(features));
    }

    private static HttpRequestFeature RequestOf(HttpRequest outer, CallInfo call, byte[] json)
    {
        IHeaderDictionary headers = new HeaderDictionary();
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in outer.Headers)
        {
            if (!OfTheBody.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                headers[name] = values;
            }
        }

        headers.ContentType = PlainForm.Json.ContentType;
        headers.ContentLength = json.Length;
        headers.Accept = EventStream.ContentType;
        return new HttpRequestFeature
        {
            Method = HttpMethods.Post, Scheme = outer.Scheme, Protocol = outer.Protocol, Path = call.Path, RawTarget = call.Path, Headers = headers, Body = new MemoryStream(json, writable: false),
        };
    }

    private async Task RunAsync(DefaultHttpContext http)
    {
        AsyncServiceScope scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            http.RequestServices = scope.ServiceProvider;
            await way!(http).ConfigureAwait(false);
        }
    }

    /// <summary>A call lives as long as the request for which it is made; where it is cut off, so is that.</summary>
    private sealed class OuterLifetime(HttpContext outer) : IHttpRequestLifetimeFeature
    {
        public CancellationToken RequestAborted
        {
            get => outer.RequestAborted;
            set => throw new NotSupportedException("A call ends with the request for which it is made.");
        }

        public void Abort() => outer.Abort();
    }
}
