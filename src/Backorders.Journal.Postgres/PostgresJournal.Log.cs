using Microsoft.Extensions.Logging;

namespace Backorders.Journal.Postgres;

public sealed partial class PostgresJournal
{
    [LoggerMessage(7000, LogLevel.Error, "{Count} appends that travelled together failed; the outcome is unknown: {OutcomeUnknown}; {Reason}")]
    private partial void LogAppendsFailed(int count, bool outcomeUnknown, string reason);
}
