using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Backorders.Server.Edge;

/// <summary>Ends a call that the library has not seen: by a status without messages ("trailers-only"), or as JSON for whoever asked so.</summary>
internal static class EarlyAnswer
{
    private const string StatusHeader = "grpc-status";
    private const string MessageHeader = "grpc-message";
    private static readonly object Slot = new();

    /// <summary>The status that a call was ended with here; null when it was not.</summary>
    public static StatusCode? StatusOf(HttpContext http) => http.Items.TryGetValue(Slot, out object? status) ? (StatusCode)status! : null;

    /// <summary>Notes the status of a call that is answered in another form than the library's.</summary>
    public static void Note(HttpContext http, StatusCode status) => http.Items[Slot] = status;

    /// <summary>Answers; what the client has not sent yet is not read.</summary>
    public static Task WriteAsync(HttpContext http, RpcException refused)
    {
        Note(http, refused.StatusCode);
        if (PlainForm.Of(http.Request.ContentType) is not null)
        {
            return JsonError.WriteAsync(http, refused.Status, refused.Trailers);
        }

        IHeaderDictionary headers = http.Response.Headers;
        http.Response.ContentType = "application/grpc";
        Put(headers, refused.Status);
        foreach (Metadata.Entry entry in refused.Trailers)
        {
            headers.Append(entry.Key, entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes) : entry.Value);
        }

        return Task.CompletedTask;
    }

    /// <summary>Writes a status where the library writes that of a call without messages.</summary>
    public static void Put(IHeaderDictionary headers, Status status)
    {
        headers[StatusHeader] = ((int)status.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        headers[MessageHeader] = Encode(status.Detail);
    }

    /// <summary>Percent-encoding of what is no printable ASCII, and of the percent sign. Source: PROTOCOL-HTTP2.md, "Status-Message".</summary>
    private static string Encode(string text)
    {
        StringBuilder encoded = new(text.Length);
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            if (b is >= 0x20 and <= 0x7E and not (byte)'%')
            {
                encoded.Append((char)b);
            }
            else
            {
                encoded.Append(System.Globalization.CultureInfo.InvariantCulture, $"%{b:X2}");
            }
        }

        return encoded.ToString();
    }
}
