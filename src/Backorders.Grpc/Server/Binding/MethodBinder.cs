using Backorders.Grpc.Framing;
using Grpc.Core;

namespace Backorders.Grpc.Server.Binding;

/// <summary>Turns each method of a service into a plan that runs without reflection.</summary>
internal sealed class MethodBinder<TService>(GrpcRuntime runtime, ServiceSource<TService> source) : ServiceBinderBase
    where TService : class
{
    private readonly List<MethodPlan> _methods = [];

    public IReadOnlyList<MethodPlan> Methods => _methods;

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var open = ServiceBinding.Handler<TService, Func<TService, TRequest, ServerCallContext, Task<TResponse>>>(
            method, typeof(TRequest), typeof(ServerCallContext));
        Add(new UnaryPlan<TRequest, TResponse>(Spec(method), (request, call) => open(source.Get(call.GetHttpContext()), request, call)));
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var open = ServiceBinding.Handler<TService, Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>>>(
            method, typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext));
        Add(new ClientStreamingPlan<TRequest, TResponse>(Spec(method), (requests, call) => open(source.Get(call.GetHttpContext()), requests, call)));
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var open = ServiceBinding.Handler<TService, Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(
            method, typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        Add(new ServerStreamingPlan<TRequest, TResponse>(
            Spec(method), (request, responses, call) => open(source.Get(call.GetHttpContext()), request, responses, call)));
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var open = ServiceBinding
            .Handler<TService, Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(
                method, typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        Add(new DuplexPlan<TRequest, TResponse>(
            Spec(method), (requests, responses, call) => open(source.Get(call.GetHttpContext()), requests, responses, call)));
    }

    private MethodSpec Spec<TRequest, TResponse>(Method<TRequest, TResponse> method)
        where TRequest : class
        where TResponse : class => new(
            runtime, method, MessageCodec<TRequest>.For(method.RequestMarshaller), MessageCodec<TResponse>.For(method.ResponseMarshaller),
            new CallRelay<TRequest, TResponse>(method));

    private void Add(MethodPlan plan) => _methods.Add(plan);
}
