using Backorders.Grpc.Server.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Backorders.Grpc.Server;

/// <summary>
/// Answers gRPC calls that no endpoint took, at the very end of the pipeline. A catch-all route would do the same, but every call would then be
/// matched against two routes.
/// </summary>
internal sealed class UnknownServiceStartupFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        app.Run(AnswerAsync);
    };

    private static Task AnswerAsync(HttpContext http)
    {
        if (http.GetEndpoint() is null
            && ContentTypes.Classify(http.Request.ContentType) is WireProtocol.Grpc or WireProtocol.GrpcWeb or WireProtocol.GrpcWebText)
        {
            PlainAnswers.Unimplemented(http, "This server has no such service.");
        }
        else
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
        }

        return Task.CompletedTask;
    }
}
