using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;
using Alpha = Grpc.Reflection.V1Alpha;

namespace Backorders.Server.Tests.Edge;

/// <summary>Health and reflection.</summary>
public sealed class StandardServicesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Check_Node_Serves()
    {
        await using var host = await EchoHost.StartAsync();
        var client = new Health.HealthClient(host.Channel());
        Assert.Equal(ServingStatus.Serving, (await client.CheckAsync(new HealthCheckRequest())).Status);
        var e = await Assert.ThrowsAsync<RpcException>(async () => await client.CheckAsync(new HealthCheckRequest { Service = "nobody" }));
        Assert.Equal(StatusCode.NotFound, e.StatusCode);
    }

    [Fact]
    public async Task Watch_NodeStops_IsToldNotServingBeforeTheStreamEnds()
    {
        await using var host = await EchoHost.StartAsync();
        using var call = new Health.HealthClient(host.Channel()).Watch(new HealthCheckRequest());
        Assert.Equal(ServingStatus.Serving, await Next(call));
        var stopping = host.Node.StopAsync();
        Assert.Equal(ServingStatus.NotServing, await Next(call));
        Assert.False(await call.ResponseStream.MoveNext().WaitAsync(Patience));
        await stopping.WaitAsync(Patience);
    }

    [Fact]
    public async Task Reflection_Questions_AreAnsweredWithoutAKey()
    {
        await using var host = await EchoHost.StartAsync();
        using var call = new ServerReflection.ServerReflectionClient(host.Channel()).ServerReflectionInfo();
        var list = await Ask(call, new ServerReflectionRequest { ListServices = "" });
        Assert.Contains(list.ListServicesResponse.Service, service => service.Name == "backorders.v1.Receiving");
        Assert.Contains(list.ListServicesResponse.Service, service => service.Name == "grpc.health.v1.Health");
        var found = await Ask(call, new ServerReflectionRequest { FileContainingSymbol = "backorders.v1.Receiving" });
        Assert.Equal("backorders/v1/receiving.proto", FileDescriptorProto.Parser.ParseFrom(found.FileDescriptorResponse.FileDescriptorProto[0]).Name);
        Assert.Equal(5, (await Ask(call, new ServerReflectionRequest { FileByFilename = "nobody.proto" })).ErrorResponse.ErrorCode);
    }

    [Fact]
    public async Task ReflectionAlpha_Questions_AreAnswered()
    {
        await using var host = await EchoHost.StartAsync();
        using var call = new Alpha.ServerReflection.ServerReflectionClient(host.Channel()).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new Alpha.ServerReflectionRequest { ListServices = "" });
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Contains(call.ResponseStream.Current.ListServicesResponse.Service, service => service.Name == "backorders.v1.Receiving");
    }

    private static async Task<ServerReflectionResponse> Ask(
        AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call, ServerReflectionRequest question)
    {
        await call.RequestStream.WriteAsync(question);
        Assert.True(await call.ResponseStream.MoveNext().WaitAsync(Patience));
        return call.ResponseStream.Current;
    }

    private static async Task<ServingStatus> Next(AsyncServerStreamingCall<HealthCheckResponse> call)
    {
        Assert.True(await call.ResponseStream.MoveNext().WaitAsync(Patience));
        return call.ResponseStream.Current.Status;
    }
}
