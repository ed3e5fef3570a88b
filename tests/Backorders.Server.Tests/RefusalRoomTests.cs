using Backorders.Domain.Values;
using Backorders.Server.Refusals;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;

namespace Backorders.Server.Tests;

/// <summary>Every refusal can be read by every client, whatever was sent: clients drop answers whose headers are larger than they take.</summary>
public sealed class RefusalRoomTests
{
    /// <summary>What the most careful clients take of headers, in KiB.</summary>
    private const int HeadersKib = 8;

    [Theory]
    [InlineData("x")]
    [InlineData("%")]
    [InlineData("é")]
    [InlineData("€")]
    [InlineData("😀")]
    public void Trailers_OfAMessageAndDetailsAsLongAsTheyCanBeSent_HaveRoomInEveryClient(string letter)
    {
        string text = string.Concat(Enumerable.Repeat(letter, 70_000));

        RpcException refused = RefusalStatus.ToException(Refused.Because(Refusal.UnknownSku, text, [.. Enumerable.Range(0, 200).Select(i => ($"sku_{i}", (object?)text))]));

        // As HPACK counts: name, value and 32 bytes for each field.
        int bytes = refused.Trailers.Sum(t => t.Key.Length + 32 + (t.IsBinary ? (t.ValueBytes.Length + 2) / 3 * 4 : t.Value.Length))
            + "grpc-status".Length + 32 + 2 + "grpc-message".Length + 32 + PercentEncoded(refused.Status.Detail);
        Assert.InRange(bytes, 1_000, HeadersKib * 1024);
        Assert.Equal(refused.Status.Detail, refused.GetRpcStatus()!.Message);
        Assert.EndsWith(letter + "…", refused.Status.Detail, StringComparison.Ordinal);
        ErrorInfo info = refused.GetRpcStatus()!.GetDetail<ErrorInfo>()!;
        Assert.EndsWith(letter + "…", info.Metadata["sku_0"], StringComparison.Ordinal);
        Assert.Equal(200, int.Parse(info.Metadata["more"], System.Globalization.CultureInfo.InvariantCulture) + info.Metadata.Count - 1);
    }

    [Fact]
    public void Texts_ThatJustHaveRoom_AreWhole()
    {
        string message = new string('x', 1_499) + ".";
        string value = new('v', 300);

        RpcException refused = RefusalStatus.ToException(Refused.Because(Refusal.UnknownSku, message, ("sku", value), ("other", value + "v")));

        Assert.Equal(message, refused.Status.Detail);
        var details = refused.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Metadata;
        Assert.Equal((2, value, value[1..] + "…"), (details.Count, details["sku"], details["other"]));
    }

    [Fact]
    public async Task Refusal_OfACallWithAHugeName_IsReadByAClientThatTakesLittle()
    {
        await using TestNode node = await TestNode.StartAsync();
        using SocketsHttpHandler careful = new() { MaxResponseHeadersLength = HeadersKib };
        using GrpcChannel channel = GrpcChannel.ForAddress(node.Node.GrpcAddress, new() { HttpHandler = careful });
        Metadata key = new() { { "authorization", "Bearer " + node.Keys["acme"] } };

        RpcException refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await new V1.Webhooks.WebhooksClient(channel).UpdateEndpointAsync(new() { EndpointId = new string('é', 70_000) }, key));

        Assert.Equal((StatusCode.NotFound, "UNKNOWN_ENDPOINT"), (refused.StatusCode, RefusalStatus.ReasonOf(refused)));
        Assert.StartsWith("There is no webhook endpoint ééé", refused.Status.Detail, StringComparison.Ordinal);
    }

    /// <summary>How long a message is as <c>grpc-message</c>: what is not printable ASCII is three characters for each byte.</summary>
    private static int PercentEncoded(string text) => System.Text.Encoding.UTF8.GetBytes(text).Sum(b => b is >= 0x20 and <= 0x7E and not (byte)'%' ? 1 : 3);
}
