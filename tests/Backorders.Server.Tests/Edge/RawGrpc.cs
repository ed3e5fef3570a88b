using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;

namespace Backorders.Server.Tests.Edge;

/// <summary>A bare HTTP client that sends whatever bytes a test wants.</summary>
internal static class RawGrpc
{
    public const string SayPath = "/backorders.tests.echo.Echo/Say";
    public const string RepeatPath = "/backorders.tests.echo.Echo/Repeat";

    private static readonly HttpClient Http = new();

    public static byte[] Frame(byte flag, byte[] message, int? length = null)
    {
        var frame = new byte[5 + message.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), length ?? message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    public static async Task<Answer> PostAsync(
        Uri server, string path, string? contentType, byte[] body, bool http2 = true, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, path))
        {
            Version = http2 ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        if (contentType is not null)
        {
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await Http.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var fields = response.Headers.Concat(response.Content.Headers).Concat(response.TrailingHeaders)
            .ToDictionary(field => field.Key, field => string.Join(',', field.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer((int)response.StatusCode, fields, bytes);
    }

    /// <summary>Headers and trailers together, and the body.</summary>
    internal sealed record Answer(int HttpStatus, IReadOnlyDictionary<string, string> Fields, byte[] Body)
    {
        public string? GrpcStatus => Fields.GetValueOrDefault("grpc-status");

        public string Text => System.Text.Encoding.UTF8.GetString(Body);
    }
}
