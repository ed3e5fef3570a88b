using Backorders.Cli.Client;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Output;

/// <summary>What shaped a line, a step a line, page after page.</summary>
internal static class LineHistory
{
    public static async Task WriteAsync(CliConsole console, ServerConnection server, V1.TraceLineRequest request, bool json, CancellationToken cancellation)
    {
        V1.LineTrace trace;
        do
        {
            trace = await server.Events.TraceLineAsync(request, cancellationToken: cancellation);
            request.AfterCursor = trace.Cursor;
            foreach (string text in json ? [Json.Line(trace)] : Lines(trace))
            {
                await console.Out.WriteLineAsync(text).ConfigureAwait(false);
            }
        }
        while (!trace.Complete);
    }

    private static IEnumerable<string> Lines(V1.LineTrace trace)
    {
        foreach (V1.LineTrace.Types.Happening step in trace.Happenings)
        {
            yield return EventLine.Of(new V1.SubscribeResponse { Cursor = step.Cursor, At = step.At, Actor = step.Actor }, step.Event);
        }

        if (trace is { Complete: true, PassedOver: { } passed })
        {
            IEnumerable<string> others = passed.Allocated.Select(a => $"{a.Quantity} to {a.Line.OrderNo}/{a.Line.LineNo}")
                .Concat(passed.Held.Select(h => $"{h.Quantity} held for {h.Line.OrderNo}/{h.Line.LineNo}")).DefaultIfEmpty("to nobody");
            yield return $"last passed over at {passed.At.ToDateTimeOffset():yyyy-MM-dd HH:mm}: {passed.Quantity} {trace.Sku} came, {string.Join(", ", others)}";
        }
    }
}
