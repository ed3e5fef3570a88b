using System.Text;
using Backorders.Server.Tests.Edge;
using Backorders.Testing;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Xunit.Abstractions;

namespace Backorders.Server.Tests.Hostile;

/// <summary>Messages, whole and spoiled, alone and in streams, over gRPC and as JSON.</summary>
[RunLonger("BACKORDERS_FUZZ_SECONDS", 300)]
[Collection(nameof(Alone))]
public sealed class MessageFuzzTests(ITestOutputHelper output) : FuzzRun(output), IClassFixture<SuiteCost<MessageFuzzTests>>
{
    [Fact]
    public Task Messages_AnyFields_AreAnsweredByName() => RunAsync("messages over gRPC", async (node, random) =>
    {
        (MethodDescriptor call, byte[] message) = Draw(random);
        RawGrpc.Answer answer = await GrpcAsync(node, random, call, RawGrpc.Frame(0, message));
        return (answer.GrpcStatus is "13" or "2" ? $"{answer.GrpcStatus} of a message that can be read" : null, Heard(answer));
    });

    [Fact]
    public Task Messages_Spoiled_AreAnswered() => RunAsync("spoiled messages over gRPC", async (node, random) =>
    {
        (MethodDescriptor call, byte[] message) = Draw(random);
        return (null, Heard(await GrpcAsync(node, random, call, RawGrpc.Frame(0, Mangler.Mangle(message, random)))));
    });

    [Fact]
    public Task Json_AnyAndSpoiled_IsAnswered() => RunAsync("JSON, as drawn and spoiled", async (node, random) =>
    {
        (MethodDescriptor call, byte[] message) = Draw(random, streams: false);
        byte[] json = Encoding.UTF8.GetBytes(Json(call, message, random));
        bool isSpoiled = random.Percent(60);
        RawGrpc.Answer answer = await PostAsync(node.Node.HttpAddress, node, random, call, "application/json", isSpoiled ? Mangler.Mangle(json, random) : json, http2: false);
        return (answer.HttpStatus == 500 ? "500" : null, Heard(answer));
    });

    [Fact]
    public Task Streams_SpoiledInTheMiddle_EndAlone() => RunAsync("streams with a spoiled message", async (node, random) =>
    {
        MethodDescriptor call = random.Pick([.. Calls.Where(static c => c.IsClientStreaming)]);
        RandomMessages messages = new(random);
        byte[] body = [.. Enumerable.Range(0, random.Next(1, 8)).SelectMany(_ => Frame(messages.Make(call.InputType).ToByteArray()))];
        return (null, Heard(await GrpcAsync(node, random, call, body)));

        byte[] Frame(byte[] message) => random.Percent(85) ? RawGrpc.Frame(0, message) : Mangler.Mangle(RawGrpc.Frame(0, message), random);
    });
}
