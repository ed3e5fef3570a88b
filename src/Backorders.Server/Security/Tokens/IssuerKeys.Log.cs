using Microsoft.Extensions.Logging;

namespace Backorders.Server.Security.Tokens;

internal sealed partial class IssuerKeys
{
    [LoggerMessage(4130, LogLevel.Information, "The keys of token issuer {Issuer} were read: {Keys}.")]
    private partial void LogRead(string issuer, int keys);

    [LoggerMessage(4131, LogLevel.Error, "The keys of token issuer {Issuer} cannot be read; tokens that need them are UNAVAILABLE until they can be. {Why}")]
    private partial void LogNotRead(string issuer, string why);
}
