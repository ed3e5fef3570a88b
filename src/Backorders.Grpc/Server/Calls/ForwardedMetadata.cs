using System.Collections.Frozen;
using Grpc.Core;

namespace Backorders.Grpc.Server.Calls;

/// <summary>
/// Which metadata goes on with a call to another server: the application's. What belongs to one connection, to the form of the message or to the client's
/// protocol stays behind (RFC 9110 §7.6.1), because the next hop has its own.
/// </summary>
internal static class ForwardedMetadata
{
    private static readonly FrozenSet<string> Kept = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "via", "host",
        "user-agent", "x-user-agent", "x-grpc-web", "cookie", "cookie2", "set-cookie", "origin", "referer", "expect", "range", "date", "server", "alt-svc", "vary",
        "cache-control", "pragma", "priority");

    private static readonly string[] KeptFamilies = ["content-", "grpc-", "connect-", "accept", "access-control-", "sec-", "if-"];

    /// <summary>Of the request: a list of one's own, to which more may be added.</summary>
    public static Metadata OfRequest(Metadata headers) => Pass(headers, allowDetails: false);

    /// <summary>Of the response's headers or trailers: a list of one's own. The details of a status go on.</summary>
    public static Metadata OfResponse(Metadata fields) => Pass(fields, allowDetails: true);

    private static Metadata Pass(Metadata from, bool allowDetails)
    {
        var passed = new Metadata();
        foreach (var entry in from)
        {
            if (!Stays(entry.Key) || (allowDetails && entry.Key == Errors.RichStatus.TrailerName))
            {
                passed.Add(entry);
            }
        }

        return passed;
    }

    private static bool Stays(string name)
    {
        if (Kept.Contains(name))
        {
            return true;
        }

        foreach (var family in KeptFamilies)
        {
            if (name.StartsWith(family, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
