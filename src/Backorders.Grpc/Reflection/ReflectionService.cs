using Grpc.Core;
using Grpc.Reflection.V1;

namespace Backorders.Grpc.Reflection;

/// <summary>Reflection v1.</summary>
internal sealed class ReflectionService(ReflectionIndex index) : ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream,
        ServerCallContext context)
    {
        await foreach (var question in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await responseStream.WriteAsync(index.Answer(question));
        }
    }
}
