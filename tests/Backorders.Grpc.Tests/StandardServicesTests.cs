using Backorders.Grpc.Server;
using Backorders.Grpc.Tests.Protos;
using Backorders.Grpc.Tests.Support;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;
using Alpha = Grpc.Reflection.V1Alpha;
using HealthClient = Grpc.Health.V1.Health.HealthClient;

namespace Backorders.Grpc.Tests;

/// <summary>Health and reflection.</summary>
public sealed class StandardServicesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Check_Statuses_AreWhatTheHostSaid()
    {
        await using var host = await EchoHost.StartAsync();
        var client = new HealthClient(host.Channel());
        Assert.Equal(ServingStatus.NotServing, (await client.CheckAsync(new HealthCheckRequest())).Status);
        host.Health.SetStatus("", ServingStatus.Serving);
        Assert.Equal(ServingStatus.Serving, (await client.CheckAsync(new HealthCheckRequest())).Status);
        var e = await Assert.ThrowsAsync<RpcException>(async () => await client.CheckAsync(new HealthCheckRequest { Service = "nobody" }));
        Assert.Equal(StatusCode.NotFound, e.StatusCode);
    }

    [Fact]
    public async Task Watch_Changes_AreSentAndTheShutdownFirstSaysNotServing()
    {
        await using var host = await EchoHost.StartAsync();
        using var call = new HealthClient(host.Channel()).Watch(new HealthCheckRequest { Service = "s" });
        Assert.Equal(ServingStatus.ServiceUnknown, await Next(call));
        host.Health.SetStatus("s", ServingStatus.Serving);
        Assert.Equal(ServingStatus.Serving, await Next(call));
        var stopping = host.App.StopAsync();
        Assert.Equal(ServingStatus.NotServing, await Next(call));
        var e = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext().WaitAsync(Patience));
        Assert.Equal(StatusCode.Unavailable, e.StatusCode);
        await stopping.WaitAsync(Patience);
        host.Health.SetStatus("s", ServingStatus.Serving);
    }

    [Fact]
    public async Task Reflection_Questions_AreAnswered()
    {
        await using var host = await EchoHost.StartAsync(configure: app => app.MapGrpcReflection());
        using var call = new ServerReflection.ServerReflectionClient(host.Channel()).ServerReflectionInfo();
        var list = await Ask(call, new ServerReflectionRequest { ListServices = "" });
        Assert.Contains(list.ListServicesResponse.Service, service => service.Name == "backorders.grpc.tests.Echo");
        Assert.Contains(list.ListServicesResponse.Service, service => service.Name == "grpc.health.v1.Health");
        foreach (var symbol in new[] { "Echo", "Echo.Say", "EchoReply", "EchoReply.text" })
        {
            var found = await Ask(call, new ServerReflectionRequest { FileContainingSymbol = "backorders.grpc.tests." + symbol });
            var file = FileDescriptorProto.Parser.ParseFrom(found.FileDescriptorResponse.FileDescriptorProto[0]);
            Assert.Equal("echo.proto", file.Name);
        }

        Assert.Single((await Ask(call, new ServerReflectionRequest { FileByFilename = "echo.proto" })).FileDescriptorResponse.FileDescriptorProto);
        Assert.Equal(5, (await Ask(call, new ServerReflectionRequest { FileByFilename = "nobody.proto" })).ErrorResponse.ErrorCode);
        Assert.Equal(3, (await Ask(call, new ServerReflectionRequest())).ErrorResponse.ErrorCode);
    }

    [Fact]
    public async Task ReflectionAlpha_Questions_AreAnswered()
    {
        await using var host = await EchoHost.StartAsync(configure: app => app.MapGrpcReflection());
        using var call = new Alpha.ServerReflection.ServerReflectionClient(host.Channel()).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new Alpha.ServerReflectionRequest { ListServices = "" });
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Contains(call.ResponseStream.Current.ListServicesResponse.Service, service => service.Name == "backorders.grpc.tests.Echo");
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
