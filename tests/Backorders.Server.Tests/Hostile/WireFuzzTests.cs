using System.Buffers.Binary;
using System.Text;
using Backorders.Server.Tests.Edge;
using Backorders.Testing;
using Google.Protobuf.Reflection;
using Xunit.Abstractions;

namespace Backorders.Server.Tests.Hostile;

/// <summary>What messages travel in: frames, headers, HTTP/2.</summary>
[RunLonger("BACKORDERS_FUZZ_SECONDS", 300)]
[Collection(nameof(Alone))]
public sealed class WireFuzzTests(ITestOutputHelper output) : FuzzRun(output), IClassFixture<SuiteCost<WireFuzzTests>>
{
    private static readonly byte[] preface = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8];

    [Fact]
    public Task Frames_Spoiled_AreAnswered() => RunAsync("spoiled frames over gRPC and gRPC-Web", async (node, random) =>
    {
        (MethodDescriptor call, byte[] message) = Draw(random);
        byte[] body = Mangler.Mangle(RawGrpc.Frame((byte)(random.Percent(80) ? random.Next(2) : random.Next(256)), message), random);
        return (null, Heard(random.Percent(50)
            ? await GrpcAsync(node, random, call, body)
            : await PostAsync(node.Node.HttpAddress, node, random, call, random.Pick(["application/grpc-web", "application/grpc-web+proto", "application/grpc-web-text"]), body, http2: false)));
    });

    [Fact]
    public Task Headers_Any_AreAnswered() => RunAsync("headers", async (node, random) =>
    {
        (MethodDescriptor call, byte[] message) = Draw(random);
        bool isSpoiled = random.Percent(50);
        string key = isSpoiled ? Stranger(node.Keys["acme"]) : node.Keys["acme"];
        string[][] drawn =
        [
            ["content-type: application/json", "content-type: application/grpc-web", "content-type: application/grpc", "content-type:", "content-type: a/b; c=\"d"],
            ["authorization: Bearer " + key, "authorization: Bearer", "authorization: Basic eDp4", "authorization: Bearer " + new string('k', 9_000), "cookie: a=" + new string('c', 3_000)],
            ["grpc-timeout: 1S", "grpc-timeout: -1S", "grpc-timeout: 99999999999H", "connect-timeout-ms: 200", "connect-timeout-ms: x", "grpc-encoding: gzip", "grpc-encoding: x"],
            ["content-length: " + message.Length, "content-length: -1", "content-length: 99999999999999999999", "transfer-encoding: chunked", "content-length: 3\r\ncontent-length: 5"],
            ["backorders-owner: RIVAL", "backorders-owner: " + new string('o', 5_000), "origin: http://else.where", "host: \0", "x: \u0001", "expect: 100-continue", "upgrade: h2c"],
        ];
        string[] lines = [.. drawn.Where(_ => random.Percent(70)).Select(random.Pick)];
        string path = random.Percent(70)
            ? $"/{call.Service.FullName}/{call.Name}"
            : random.Pick(["//", "/%2e%2e/%00", "/backorders.v1.orders/submitorder", "*", "http://x/y", "/" + new string('p', 10_000), "/dock/../../keys.json"]);
        string head = $"{random.Pick(["POST", "POST", "GET", "OPTIONS", "TRACE", "P\0ST"])} {path} HTTP/1.{random.Pick(["1", "1", "0", "9"])}\r\nhost: n\r\n{string.Join("\r\n", lines)}\r\n\r\n";
        byte[] bytes = [.. Encoding.Latin1.GetBytes(head), .. message];
        return (null, await RawAsync(node.Node.HttpAddress, isSpoiled ? Mangler.Mangle(bytes, random) : bytes));

        // Spoiling may glue a key to an address, and hosts that keep ASP.NET Core's own log of requests would have it there: what is spoiled holds none that opens anything.
        static string Stranger(string known) => known[..^1] + (known[^1] == 'A' ? 'B' : 'A');
    });

    [Fact]
    public Task Http2_AnyFrames_EndTheConnection() => RunAsync("frames of HTTP/2", async (node, random) =>
    {
        List<byte> bytes = [.. preface, 0, 0, 0, 4, 0, 0, 0, 0, 0];
        for (int i = random.Next(1, 12); i > 0; i--)
        {
            byte[] payload = random.Bytes(random.Percent(90) ? random.Next(60) : random.Next(17_000));
            byte[] header = new byte[9];
            BinaryPrimitives.WriteInt32BigEndian(header, (random.Percent(95) ? payload.Length : random.Next(1 << 20)) << 8);
            header[3] = (byte)random.Next(11);
            header[4] = (byte)(random.Percent(50) ? random.Pick([0, 1, 4, 5]) : random.Next(256));
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(5), random.Percent(80) ? random.Next(8) : random.Next(int.MaxValue));
            bytes.AddRange(header);
            bytes.AddRange(payload);
        }

        return (null, await RawAsync(node.Node.GrpcAddress, [.. bytes]));
    });
}
