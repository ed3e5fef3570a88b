using Backorders.Grpc.Errors;
using Backorders.Grpc.Tests.Protos;
using Backorders.Grpc.Tests.Support;
using Google.Rpc;
using Grpc.Core;

namespace Backorders.Grpc.Tests;

public sealed class RichStatusTests
{
    [Fact]
    public async Task Details_OverGrpc_AreReadBack()
    {
        await using var host = await EchoHost.StartAsync();
        host.Echo.OnSay = (_, _) => throw RichStatus.Create(
            StatusCode.FailedPrecondition, "bad ü %", "LANE_CLOSED", "backorders", [new("lane", "7")], TimeSpan.FromSeconds(2));
        var e = await Assert.ThrowsAsync<RpcException>(async () => await host.Client().SayAsync(new EchoRequest()));
        var rich = RichStatus.From(e);
        Assert.NotNull(rich);
        Assert.Equal("bad ü %", e.Status.Detail);
        Assert.Equal(StatusCode.FailedPrecondition, rich.Code);
        Assert.Equal("LANE_CLOSED", rich.ErrorInfo?.Reason);
        Assert.Equal("7", rich.ErrorInfo?.Metadata["lane"]);
        Assert.Equal(TimeSpan.FromSeconds(2), rich.RetryDelay);
        Assert.Null(rich.BadRequest);
    }

    [Fact]
    public void Details_Absent_Null()
    {
        Assert.Null(RichStatus.From(new RpcException(new global::Grpc.Core.Status(StatusCode.Internal, ""))));
    }

    [Fact]
    public void Details_Garbage_Null()
    {
        Assert.Null(RichStatus.From(new Metadata { { RichStatus.TrailerName, [0xFF, 0xFF] } }));
    }

    [Fact]
    public void Details_OwnTypes_AreFound()
    {
        var violation = new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = "sku", Description = "empty" } } };
        var rich = RichStatus.From(RichStatus.Create(StatusCode.InvalidArgument, "wrong", violation));
        Assert.Equal("sku", rich?.BadRequest?.FieldViolations[0].Field);
    }
}
