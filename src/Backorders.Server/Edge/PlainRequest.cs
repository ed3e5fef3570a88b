using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Backorders.Server.Edge;

/// <summary>Reads a call that came by plain POST: its headers, and its body as the one framed message that the library expects.</summary>
internal static class PlainRequest
{
    /// <summary>A byte for the compression and four for the length. Source: PROTOCOL-HTTP2.md, "Length-Prefixed-Message".</summary>
    public const int FrameBytes = 5;

    private const string Gzip = "gzip";
    private const int BufferBytes = 16 * 1024;

    /// <summary>The deadline in gRPC's own form; null for none.</summary>
    /// <exception cref="RpcException">A header of the protocol is wrong.</exception>
    public static string? ReadHeaders(HttpContext http)
    {
        string version = http.Request.Headers["connect-protocol-version"].ToString();
        if (version is not ("" or "1"))
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"The connect-protocol-version '{version}' is not known here; 1 is."));
        }

        string encoding = http.Request.Headers[HeaderNames.ContentEncoding].ToString();
        if (encoding is not ("" or "identity" or Gzip))
        {
            http.Response.Headers[HeaderNames.AcceptEncoding] = Gzip;
            throw new RpcException(new Status(StatusCode.Unimplemented, $"The compression '{encoding}' is not known here; gzip is."));
        }

        string timeout = http.Request.Headers["connect-timeout-ms"].ToString();
        return timeout.Length == 0 ? null
            : timeout.Length > 10 || !long.TryParse(timeout, NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds)
                ? throw new RpcException(new Status(StatusCode.InvalidArgument, $"The connect-timeout-ms '{timeout}' is not a number of at most ten digits."))

            // gRPC's own has at most eight digits.
            : milliseconds < 100_000_000 ? $"{milliseconds}m"
            : $"{milliseconds / 1000}S";
    }

    /// <summary>The body as a framed message.</summary>
    /// <exception cref="RpcException">It is too large, cannot be unpacked or is no message.</exception>
    public static async Task<byte[]> ReadAsync(HttpContext http, PlainForm form, MessageDescriptor message, int bytesMax)
    {
        using MemoryStream body = new();
        body.SetLength(FrameBytes);
        body.Position = FrameBytes;
        if (http.Request.Headers[HeaderNames.ContentEncoding] == Gzip)
        {
            await using GZipStream plain = new(http.Request.Body, CompressionMode.Decompress, leaveOpen: true);
            await CopyAsync(plain, body, bytesMax, http.RequestAborted).ConfigureAwait(false);
        }
        else
        {
            await CopyAsync(http.Request.Body, body, bytesMax, http.RequestAborted).ConfigureAwait(false);
        }

        byte[] framed = form == PlainForm.Json ? Frame(JsonMessages.For(message).Parse(body.GetBuffer().AsSpan(FrameBytes, (int)body.Length - FrameBytes), message)) : body.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), framed.Length - FrameBytes);
        return framed;
    }

    private static byte[] Frame(IMessage message)
    {
        byte[] framed = new byte[FrameBytes + message.CalculateSize()];
        message.WriteTo(framed.AsSpan(FrameBytes));
        return framed;
    }

    private static async Task CopyAsync(Stream source, MemoryStream target, int bytesMax, CancellationToken cancellation)
    {
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await source.ReadAsync(buffer, cancellation).ConfigureAwait(false) is > 0 and int read)
            {
                if (target.Length - FrameBytes + read > bytesMax)
                {
                    throw new RpcException(new Status(StatusCode.ResourceExhausted, $"The received message is larger than the limit of {bytesMax} bytes."));
                }

                target.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException e)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "The body is not gzip: " + e.Message));
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
