using System.Net.Sockets;
using System.Text;

namespace Backorders.Cli.Printing;

/// <summary>
/// Sends jobs to one printer, one connection for each. Nothing that was begun is done again: before the first byte of a label every failure is known to have printed nothing, after it none is.
/// </summary>
internal sealed class PrinterLink(LocalPrinter printer, TimeProvider time)
{
    // Together less than the minute after which a node calls a taken job unknown.
    private static readonly TimeSpan connectWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan statusWithin = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan sendWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan printWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan closeWithin = TimeSpan.FromSeconds(2);

    /// <summary>A printer serves one connection at a time: one that refuses may be with somebody else for a moment.</summary>
    private static readonly TimeSpan connectEvery = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(250);

    private static readonly byte[] askStatus = "~HS"u8.ToArray();

    /// <summary>Prints; never throws for what the network or the printer does.</summary>
    /// <param name="zpl">The job's bytes.</param>
    public async Task<PrintOutcome> PrintAsync(ReadOnlyMemory<byte> zpl)
    {
        (TcpClient? connection, string why) = await ConnectAsync().ConfigureAwait(false);
        if (connection is null)
        {
            return PrintOutcome.Failed($"The printer cannot be reached at {printer.Address}: {why}");
        }

        using (connection)
        {
            NetworkStream stream = connection.GetStream();
            if (printer.TellsStatus && await WhyNotReadyAsync(stream).ConfigureAwait(false) is { } trouble)
            {
                return PrintOutcome.Failed(trouble);
            }

            try
            {
                using CancellationTokenSource patience = new(sendWithin, time);
                await stream.WriteAsync(zpl, patience.Token).ConfigureAwait(false);
                return printer.TellsStatus ? await AwaitPrintedAsync(stream).ConfigureAwait(false) : await CloseAsync(connection, stream).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                return PrintOutcome.Unknown($"The connection to {printer.Address} broke while the label was sent ({Why(e)}). Look whether it came out.");
            }
        }
    }

    /// <summary>How the printer is now, in words, without printing anything.</summary>
    public async Task<(bool IsReady, string Words)> LookAsync()
    {
        (TcpClient? connection, string why) = await ConnectAsync().ConfigureAwait(false);
        if (connection is null)
        {
            return (false, $"cannot be reached at {printer.Address}: {why}");
        }

        using (connection)
        {
            return !printer.TellsStatus ? (true, $"takes connections at {printer.Address}; tells no status")
                : await WhyNotReadyAsync(connection.GetStream()).ConfigureAwait(false) is { } trouble ? (false, trouble)
                : (true, $"is ready at {printer.Address}");
        }
    }

    private async Task<(TcpClient? Connection, string Why)> ConnectAsync()
    {
        using CancellationTokenSource patience = new(connectWithin, time);
        string why = $"no answer within {connectWithin.TotalSeconds:0} s";
        while (true)
        {
            TcpClient connection = new() { NoDelay = true };
            try
            {
                await connection.ConnectAsync(printer.Host, printer.Port, patience.Token).ConfigureAwait(false);
                return (connection, string.Empty);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                connection.Dispose();
                why = e is SocketException ? Why(e) : why;
            }

            try
            {
                await Task.Delay(connectEvery, time, patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return (null, why);
            }
        }
    }

    /// <summary>Why nothing is sent to it now; null when it is ready.</summary>
    private async Task<string?> WhyNotReadyAsync(NetworkStream stream)
    {
        try
        {
            return await AskAsync(stream).ConfigureAwait(false) is not { } status ? $"What {printer.Address} answers to ~HS is no printer's status: set \"status\": false for a printer that has none."
                : status.Trouble.Length > 0 ? $"The printer cannot print: {status.Trouble}."
                : null;
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            return $"The printer at {printer.Address} took the connection and does not answer ~HS ({Why(e)}): switch it off and on; set \"status\": false for a printer that never does.";
        }
    }

    /// <summary>Waits until the printer has nothing left to print.</summary>
    private async Task<PrintOutcome> AwaitPrintedAsync(NetworkStream stream)
    {
        long began = time.GetTimestamp();
        while (true)
        {
            if (await AskAsync(stream).ConfigureAwait(false) is not { } status)
            {
                return PrintOutcome.Unknown("The printer took the label and then told no status. Look whether it came out.");
            }

            if (status.Left == 0)
            {
                return PrintOutcome.Printed;
            }

            if (status.Trouble.Length > 0)
            {
                return PrintOutcome.Unknown($"The printer has the label, but {status.Trouble}: it prints it by itself when that is mended. Do not ask for another one before.");
            }

            if (time.GetElapsedTime(began) >= printWithin)
            {
                return PrintOutcome.Unknown($"The printer has still {status.Left} labels to print after {printWithin.TotalSeconds:0} s. Look whether this one came out.");
            }

            await Task.Delay(lookEvery, time).ConfigureAwait(false);
        }
    }

    /// <summary>Without a status all that can be known is that the printer's end took all bytes, and did not reset the connection.</summary>
    private async Task<PrintOutcome> CloseAsync(TcpClient connection, NetworkStream stream)
    {
        connection.Client.Shutdown(SocketShutdown.Send);
        using CancellationTokenSource patience = new(closeWithin, time);
        byte[] ignored = new byte[256];
        try
        {
            while (await stream.ReadAsync(ignored, patience.Token).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (OperationCanceledException)
        {
            // Many never close their end.
        }

        return PrintOutcome.Printed;
    }

    private async Task<HostStatus?> AskAsync(NetworkStream stream)
    {
        using CancellationTokenSource patience = new(statusWithin, time);
        await stream.WriteAsync(askStatus, patience.Token).ConfigureAwait(false);
        List<string> lines = [];
        StringBuilder? line = null;
        byte[] one = new byte[1];
        while (lines.Count < HostStatus.Lines)
        {
            if (await stream.ReadAsync(one, patience.Token).ConfigureAwait(false) == 0)
            {
                throw new IOException("it closed the connection");
            }

            const byte Stx = 0x02, Etx = 0x03;
            const int LineMax = 256;
            switch (one[0])
            {
                case Stx:
                    line = new StringBuilder();
                    break;
                case Etx when line is not null:
                    lines.Add(line.ToString());
                    line = null;
                    break;
                default:
                    line?.Append((char)one[0]);
                    break;
            }

            if (line?.Length > LineMax)
            {
                return null;
            }
        }

        return HostStatus.Read(lines);
    }

    private static string Why(Exception e) => e switch
    {
        OperationCanceledException => "no answer in time",
        SocketException socket => socket.SocketErrorCode.ToString(),
        { InnerException: SocketException socket } => socket.SocketErrorCode.ToString(),
        _ => e.Message,
    };
}
