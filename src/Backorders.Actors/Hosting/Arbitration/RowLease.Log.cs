using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Hosting.Arbitration;

public sealed partial class RowLease
{
    [LoggerMessage(5320, LogLevel.Warning, "Nodes are missing: {Address} took the arbitration (version {Version}), and its side goes on")]
    private partial void Taken(string address, long version);

    [LoggerMessage(5321, LogLevel.Error,
        "Nodes are missing: {Address} asked for the arbitration, which {Holder} has (this node is gone: {Gone}); its side ends itself")]
    private partial void Refused(string address, string holder, bool gone);

    [LoggerMessage(5322, LogLevel.Error, "Nodes are missing: {Address} cannot ask for the arbitration, so its side ends itself: {Reason}")]
    private partial void Unavailable(string address, string reason);

    [LoggerMessage(5323, LogLevel.Warning, "{Address} no longer has the arbitration: {Reason}")]
    private partial void Lost(string address, string reason);
}
