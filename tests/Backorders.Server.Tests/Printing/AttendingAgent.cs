using System.Threading.Channels;
using Backorders.V1;
using Grpc.Core;

namespace Backorders.Server.Tests.Printing;

/// <summary>A print agent of the test's: attends printers, and takes their jobs when the test says so.</summary>
internal sealed class AttendingAgent : IAsyncDisposable
{
    private readonly BackordersClient client;
    private readonly string warehouse;
    private readonly AsyncServerStreamingCall<AttendPrintersResponse> stream;
    private readonly Channel<AttendPrintersResponse> heard = Channel.CreateUnbounded<AttendPrintersResponse>();

    private AttendingAgent(BackordersClient client, string warehouse, AsyncServerStreamingCall<AttendPrintersResponse> stream)
    {
        (this.client, this.warehouse, this.stream) = (client, warehouse, stream);
        Ended = ReadAsync();
    }

    /// <summary>How the stream ended.</summary>
    public Task<Exception?> Ended { get; }

    public string Attendance { get; private set; } = string.Empty;

    public static Task<AttendingAgent> StartAsync(BackordersClient client, params string[] printers) => StartAsync(client, Request("agent", TestNode.Warehouse, printers));

    public static async Task<AttendingAgent> StartAsync(BackordersClient client, AttendPrintersRequest request)
    {
        AttendingAgent started = new(client, request.Warehouse, client.Printing.AttendPrinters(request));
        try
        {
            started.Attendance = (await started.heard.Reader.ReadAsync()).Attendance;
        }
        catch (ChannelClosedException)
        {
            throw (await started.Ended)!;
        }

        return started;
    }

    public static AttendPrintersRequest Request(string agent, string warehouse, params string[] printers) => new()
    {
        Warehouse = warehouse, Agent = agent, Printers = { printers.Select(p => new AttendedPrinter { Name = p, Places = { "D1" }, Size = LabelSize._100X50, DotsPerMm = 8 }) },
    };

    /// <summary>Waits until it is told that jobs wait for a printer.</summary>
    public async Task WaitAsync(string printer)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
        while (!(await heard.Reader.ReadAsync(patience.Token)).Waiting.Contains(printer))
        {
        }
    }

    public async Task<TakePrintJobResponse> TakeAsync(string printer, string? takeId = null) => await client.Printing.TakePrintJobAsync(
        new TakePrintJobRequest { Warehouse = warehouse, Printer = printer, Attendance = Attendance, TakeId = takeId ?? TestNode.Id() });

    /// <summary>Takes a job and says what became of it.</summary>
    public async Task<string> PrintAsync(string printer, PrintJobState outcome = PrintJobState.Printed, string detail = "")
    {
        string takeId = TestNode.Id();
        TakePrintJobResponse job = await TakeAsync(printer, takeId);
        await client.Printing.EndPrintJobAsync(new EndPrintJobRequest { Warehouse = warehouse, RequestId = job.RequestId, TakeId = takeId, Outcome = outcome, Detail = detail });
        return job.Zpl.ToStringUtf8();
    }

    public async ValueTask DisposeAsync()
    {
        stream.Dispose();
        await Ended;
    }

    private async Task<Exception?> ReadAsync()
    {
        Exception? how = null;
        try
        {
            while (await stream.ResponseStream.MoveNext(default))
            {
                heard.Writer.TryWrite(stream.ResponseStream.Current);
            }
        }
        catch (RpcException e)
        {
            how = e;
        }

        heard.Writer.Complete();
        return how;
    }
}
