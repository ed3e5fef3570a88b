using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Backorders.Grpc.Framing;
using Backorders.Grpc.Server;
using Backorders.Grpc.Server.Binding;
using Backorders.Grpc.Server.Calls;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Backorders.Grpc.Web;

/// <summary>
/// gRPC-Web, for browsers, which see no trailers: the status is a last frame of the body. The text form is the same bytes in base64.
/// Source: PROTOCOL-WEB.md.
/// </summary>
internal sealed class GrpcWebCall(HttpContext http, MethodSpec spec, bool text) : FramedCall(http, spec)
{
    private const byte TrailerFlag = 0x80;

    private PipeReader? _decoded;

    public override WireProtocol Protocol => text ? WireProtocol.GrpcWebText : WireProtocol.GrpcWeb;

    protected override string ResponseContentType => (text ? ContentTypes.GrpcWebText : ContentTypes.GrpcWeb) + "+proto";

    protected override PipeReader RequestPipe => text
        ? _decoded ??= PipeReader.Create(new Base64Stream(Http.Request.BodyReader))
        : Http.Request.BodyReader;

    protected override void PutBody(ReadOnlySpan<byte> frames)
    {
        var body = Http.Response.BodyWriter;
        if (!text)
        {
            body.Write(frames);
            return;
        }

        // Each batch is padded on its own; the specification lets such pieces follow one another.
        var span = body.GetSpan(Base64.GetMaxEncodedToUtf8Length(frames.Length));
        Base64.EncodeToUtf8(frames, span, out _, out var written);
        body.Advance(written);
    }

    protected override void PutStatus(Status status, bool messagesSent)
    {
        var fields = new StringBuilder();
        Append(fields, HeaderFields.Status, ((int)status.StatusCode).ToString(CultureInfo.InvariantCulture));
        if (status.Detail.Length > 0)
        {
            Append(fields, HeaderFields.Message, GrpcMessage.Encode(status.Detail));
        }

        foreach (var entry in TrailersOrNull ?? Metadata.Empty)
        {
            if (!MetadataCodec.IsReserved(entry.Key))
            {
                Append(fields, entry.Key, MetadataCodec.ToWire(entry));
            }
        }

        var frame = new byte[FrameWriter.HeaderBytes + fields.Length];
        frame[0] = TrailerFlag;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), fields.Length);
        Encoding.ASCII.GetBytes(fields.ToString(), frame.AsSpan(FrameWriter.HeaderBytes));
        PutBody(frame);
    }

    private static void Append(StringBuilder fields, string name, string value) => fields.Append(name).Append(": ").Append(value).Append("\r\n");
}
