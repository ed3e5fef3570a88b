using Google.Protobuf;
using Grpc.Core;
using Grpc.Reflection.V1Alpha;

namespace Backorders.Grpc.Reflection;

/// <summary>Reflection v1alpha, which older tools speak. Its messages have the same bytes as those of v1, so they are only re-read.</summary>
internal sealed class ReflectionAlphaService(ReflectionIndex index) : ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream,
        ServerCallContext context)
    {
        await foreach (var question in requestStream.ReadAllAsync(context.CancellationToken))
        {
            var answer = index.Answer(global::Grpc.Reflection.V1.ServerReflectionRequest.Parser.ParseFrom(question.ToByteString()));
            await responseStream.WriteAsync(ServerReflectionResponse.Parser.ParseFrom(answer.ToByteString()));
        }
    }
}
