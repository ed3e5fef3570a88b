using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Backorders.Server.Edge;
using Backorders.Server.Refusals;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Backorders.Server.Web.Live;

/// <summary>What a browser wants to hear over one stream: <c>{"streams": [{"name": "s1", "call": "Events/Subscribe", "message": {…}}]}</c>.</summary>
internal static partial class LiveRequest
{
    /// <summary>More than all pages of a browser want at once, and few enough that one request costs a node no more than so many calls.</summary>
    public const int StreamsMax = 16;

    /// <summary>Room for as many filters; a message of the contract is much shorter.</summary>
    private const int BodyBytesMax = 64 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>Reads it.</summary>
    /// <param name="http">The request.</param>
    /// <param name="known">The calls that answer with a stream, by service and name.</param>
    /// <exception cref="RpcException">It is not of this form; the message says what would be right.</exception>
    public static async Task<IReadOnlyList<LiveCall>> ReadAsync(HttpContext http, IReadOnlyDictionary<string, CallInfo> known)
    {
        Wanted[] streams = await ReadAsync(http).ConfigureAwait(false);
        if (streams.Length is 0 or > StreamsMax)
        {
            throw Wrong("streams", $"'streams' names {streams.Length} streams; 1 to {StreamsMax} are taken.");
        }

        List<LiveCall> calls = [];
        foreach (Wanted wanted in streams)
        {
            if (wanted.Name is null || !Name().IsMatch(wanted.Name) || calls.Any(c => c.Name == wanted.Name))
            {
                throw Wrong("name", $"The name '{wanted.Name}' is not good: each stream has a name of its own, of 1 to 32 letters, digits and hyphens.");
            }

            if (wanted.Call is null || !known.TryGetValue(wanted.Call, out CallInfo? call))
            {
                throw Wrong("call", $"'{wanted.Call}' is no call that answers with a stream; those are {string.Join(", ", known.Keys.Order(StringComparer.Ordinal))}.");
            }

            if (wanted.Message.ValueKind != JsonValueKind.Object)
            {
                throw Wrong("message", $"Stream '{wanted.Name}' has no message: write that of {wanted.Call} as a JSON object.");
            }

            calls.Add(new LiveCall(wanted.Name, call, JsonSerializer.SerializeToUtf8Bytes(wanted.Message)));
        }

        return calls;
    }

    private static async Task<Wanted[]> ReadAsync(HttpContext http)
    {
        if (PlainForm.Of(http.Request.ContentType) != PlainForm.Json || http.Request.ContentLength is not <= BodyBytesMax)
        {
            throw Wrong("body", $"Send at most {BodyBytesMax} bytes of {PlainForm.Json.ContentType} with their content-length.");
        }

        try
        {
            Body? body = await JsonSerializer.DeserializeAsync<Body>(http.Request.Body, Json, http.RequestAborted).ConfigureAwait(false);
            return body?.Streams ?? [];
        }
        catch (JsonException e)
        {
            throw Wrong("body", "The body is not {\"streams\": [{\"name\": \"…\", \"call\": \"Events/Subscribe\", \"message\": {…}}]}: " + e.Message);
        }
    }

    private static RpcException Wrong(string field, string message) => RefusalStatus.Create(StatusCode.InvalidArgument, message, "INVALID_VALUE", ("field", field));

    [GeneratedRegex("^[A-Za-z0-9-]{1,32}$")]
    private static partial Regex Name();

    private sealed record Body(Wanted[]? Streams);

    private sealed record Wanted(string? Name, string? Call, JsonElement Message);
}
