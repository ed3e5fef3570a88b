using Backorders.Grpc.Connect;
using Backorders.Grpc.Server.Calls;
using Backorders.Grpc.Web;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Backorders.Grpc.Server.Binding;

/// <summary>One method, ready to run: filters and handler are composed once. The way of a call goes on in Calls/ServerCall.cs.</summary>
internal abstract class MethodPlan
{
    private readonly ServerCallNext _pipeline;

    protected MethodPlan(MethodSpec spec)
    {
        Spec = spec;
        ServerCallNext next = HandleAsync;
        foreach (var filter in spec.Runtime.Filters.Reverse())
        {
            var inner = next;
            next = context => filter.InvokeAsync(context, inner);
        }

        _pipeline = next;
    }

    public MethodSpec Spec { get; }

    public IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints) => endpoints
        .MapPost(Spec.Method.FullName, InvokeAsync)
        .WithDisplayName("gRPC " + Spec.Method.FullName)
        .WithMetadata(Spec.Method);

    /// <summary>Reads what the shape needs, calls the handler, and leaves a single response in <see cref="ServerCall.Response"/>.</summary>
    protected abstract Task HandleAsync(ServerCallContext context);

    protected static ServerCall Call(ServerCallContext context) =>
        context as ServerCall ?? throw new InvalidOperationException("A filter must pass on the context that it was given.");

    protected static T Answered<T>(T? response)
        where T : class =>
        response ?? throw new InvalidOperationException("The handler returned no response.");

    private Task InvokeAsync(HttpContext http)
    {
        // Routing ignores case, gRPC does not.
        if (http.Request.Path.Value != Spec.Method.FullName)
        {
            PlainAnswers.Unimplemented(http, "This server has no such method; names are case-sensitive.");
            return Task.CompletedTask;
        }

        switch (ContentTypes.Classify(http.Request.ContentType))
        {
            case WireProtocol.Grpc when HttpProtocol.IsHttp2(http.Request.Protocol) || HttpProtocol.IsHttp3(http.Request.Protocol):
                return new GrpcCall(http, Spec).RunAsync(_pipeline);
            case WireProtocol.Grpc:
                http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
                http.Response.Headers[HeaderNames.Upgrade] = "h2c";
                return Task.CompletedTask;
            case WireProtocol.GrpcWeb:
                return new GrpcWebCall(http, Spec, text: false).RunAsync(_pipeline);
            case WireProtocol.GrpcWebText:
                return new GrpcWebCall(http, Spec, text: true).RunAsync(_pipeline);
            case WireProtocol.ConnectJson when Spec.HasPlainForm:
                return new ConnectCall(http, Spec, json: true).RunAsync(_pipeline);
            case WireProtocol.ConnectProto when Spec.HasPlainForm:
                return new ConnectCall(http, Spec, json: false).RunAsync(_pipeline);
            default:
                http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
                http.Response.Headers["Accept-Post"] = ContentTypes.AcceptPost(Spec);
                return Task.CompletedTask;
        }
    }
}
