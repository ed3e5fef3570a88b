using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;

namespace Backorders.Server.Hosting;

/// <summary>
/// As much of HTTP/2 as it takes to refuse the first call of a connection: one response of gRPC that is nothing but its status. Source: RFC 9113, RFC 7541, and
/// https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md (Trailers-Only)
/// </summary>
internal static class Http2Refusal
{
    private const int HeaderBytes = 9;
    private const int FrameMax = 1 << 14;
    private const byte FrameHeaders = 0x1;
    private const byte FrameSettings = 0x4;
    private const byte FrameGoAway = 0x7;
    private const byte FlagEndStream = 0x1;
    private const byte FlagEndHeaders = 0x4;
    private const byte StatusUnimplemented = 12;

    /// <summary>What every client sends first.</summary>
    public static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Waits for the first call and answers it with UNIMPLEMENTED.</summary>
    /// <param name="transport">Its input begins with the preface.</param>
    /// <param name="message">What a person is told; ASCII without percent signs.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task AnswerAsync(IDuplexPipe transport, string message, CancellationToken cancellation)
    {
        await transport.Output.WriteAsync(Frame(FrameSettings, 0, 0, []), cancellation).ConfigureAwait(false);
        if (await FirstCallAsync(transport.Input, cancellation).ConfigureAwait(false) is { } stream)
        {
            await transport.Output.WriteAsync(Frame(FrameHeaders, FlagEndStream | FlagEndHeaders, stream, StatusAlone(message)), cancellation).ConfigureAwait(false);
            byte[] last = new byte[8];
            BinaryPrimitives.WriteInt32BigEndian(last, stream);
            await transport.Output.WriteAsync(Frame(FrameGoAway, 0, 0, last), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The stream of the first HEADERS; null when the client leaves, or sends what no client sends.</summary>
    private static async Task<int?> FirstCallAsync(PipeReader input, CancellationToken cancellation)
    {
        bool hasPreface = false;
        while (true)
        {
            ReadResult read = await input.ReadAsync(cancellation).ConfigureAwait(false);
            ReadOnlySequence<byte> rest = read.Buffer;
            if (!hasPreface && rest.Length >= Preface.Length)
            {
                (hasPreface, rest) = (true, rest.Slice(Preface.Length));
            }

            bool isWrong = false;
            int? stream = null;
            while (hasPreface && stream is null && !isWrong && Next(ref rest, out byte type, out int id, out isWrong))
            {
                stream = type == FrameHeaders ? id : null;
            }

            input.AdvanceTo(rest.Start, stream is null ? rest.End : rest.Start);
            if (stream is not null || isWrong || read.IsCompleted)
            {
                return stream;
            }
        }
    }

    /// <summary>Takes one whole frame.</summary>
    private static bool Next(ref ReadOnlySequence<byte> rest, out byte type, out int stream, out bool isWrong)
    {
        (type, stream, isWrong) = (0, 0, false);
        if (rest.Length < HeaderBytes)
        {
            return false;
        }

        Span<byte> header = stackalloc byte[HeaderBytes];
        rest.Slice(0, HeaderBytes).CopyTo(header);
        int length = (header[0] << 16) | (header[1] << 8) | header[2];
        isWrong = length > FrameMax;
        if (isWrong || rest.Length < HeaderBytes + length)
        {
            return false;
        }

        (type, stream) = (header[3], BinaryPrimitives.ReadInt32BigEndian(header[5..]) & int.MaxValue);
        rest = rest.Slice(HeaderBytes + length);
        return true;
    }

    /// <summary>The header block: <c>:status 200</c> and <c>content-type</c> by the static table, the rest as literals that enter no table.</summary>
    private static byte[] StatusAlone(string message)
    {
        List<byte> block = [0x88, 0x0f, 0x10];
        Text(block, "application/grpc");
        block.Add(0);
        Text(block, "grpc-status");
        Text(block, $"{StatusUnimplemented}");
        block.Add(0);
        Text(block, "grpc-message");
        Text(block, message);
        return [.. block];
    }

    /// <summary>A string without Huffman coding; its length has a prefix of seven bits. Source: RFC 7541, 5.1 and 5.2</summary>
    private static void Text(List<byte> block, string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        if (bytes.Length < 127)
        {
            block.Add((byte)bytes.Length);
        }
        else
        {
            block.Add(127);
            int rest = bytes.Length - 127;
            for (; rest >= 128; rest >>= 7)
            {
                block.Add((byte)((rest & 127) | 128));
            }

            block.Add((byte)rest);
        }

        block.AddRange(bytes);
    }

    private static byte[] Frame(byte type, int flags, int stream, byte[] payload)
    {
        byte[] frame = new byte[HeaderBytes + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        (frame[3], frame[4]) = (type, (byte)flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, HeaderBytes);
        return frame;
    }
}
