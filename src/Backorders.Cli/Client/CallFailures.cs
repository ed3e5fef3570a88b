using Backorders.V1;
using Grpc.Core;

namespace Backorders.Cli.Client;

/// <summary>What a failed call means to a person, and whether another try can help.</summary>
internal static class CallFailures
{
    /// <summary>One line: the reason's name, what was wrong and what would be right.</summary>
    public static string Describe(RpcException e)
    {
        return e.GetErrorInfo() is { Reason.Length: > 0 } info
            ? $"{info.Reason}: {e.Status.Detail}"
            : IsUnreachable(e) ? $"The server does not answer: {LostCall.WhyOf(e).TrimEnd('.')}. Start one with 'backorders serve', or name another with --server."
            : $"{e.StatusCode}: {e.Status.Detail}";
    }

    /// <summary>The name of the refusal; the status code's when the server named none.</summary>
    public static string ReasonOf(RpcException e) => e.GetErrorInfo()?.Reason is { Length: > 0 } reason ? reason : e.StatusCode.ToString();

    /// <summary>What the server said of one thing, such as the SKU that was wrong; null when it did not.</summary>
    public static string? DetailOf(RpcException e, string name) =>
        e.GetErrorInfo() is { } info && info.Metadata.TryGetValue(name, out string? value) ? value : null;

    /// <summary>Whether nobody was there to answer.</summary>
    public static bool IsUnreachable(RpcException e) => e.StatusCode == StatusCode.Unavailable && e.GetErrorInfo() is null;

    /// <summary>
    /// Whether the same message may be sent again with the same key: the server was lost, is starting, or is busy. What it has already carried out
    /// it answers as the first time.
    /// </summary>
    public static bool IsTransient(RpcException e) =>
        e.StatusCode is StatusCode.Unavailable or StatusCode.ResourceExhausted
        || (e.StatusCode is StatusCode.Internal or StatusCode.Cancelled or StatusCode.Unknown && e.GetErrorInfo() is null);

    /// <summary>
    /// Whether a message is neither done nor refused: its deadline passed, its connection broke, the store was away. Nobody saw a first try that found no connection; of a later
    /// one, an earlier one may have been seen.
    /// </summary>
    public static bool IsUnconfirmed(RpcException e, bool isFirst) =>
        e.StatusCode == StatusCode.DeadlineExceeded || (IsTransient(e) && !(isFirst && LostCall.NeverLeft(e)));

    /// <summary>Why a message is not confirmed.</summary>
    public static string WhyUnconfirmed(RpcException e, TimeSpan deadline) =>
        (e.StatusCode == StatusCode.DeadlineExceeded ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"no answer within {deadline.TotalSeconds:0.###} s")
        : e.GetErrorInfo() is null ? LostCall.WhyOf(e)
        : Describe(e)).TrimEnd('.');

    /// <summary>Whether a refusal in a stream is transient.</summary>
    public static bool IsTransient(V1.Refused refused) => refused.RetryAfter is not null;

    /// <summary>A refusal by the name that errors tell.</summary>
    public static bool TryReadName(string? name, out V1.Refusal reason)
    {
        reason = Enum.GetValues<V1.Refusal>().FirstOrDefault(r => NameOf(r) == name);
        return reason != V1.Refusal.Unspecified;
    }

    /// <summary>The name of a refusal as errors tell it, such as <c>NOT_GOODS</c>.</summary>
    public static string NameOf(V1.Refusal reason)
    {
        System.Text.StringBuilder name = new();
        foreach (char c in reason.ToString())
        {
            if (char.IsUpper(c) && name.Length > 0)
            {
                name.Append('_');
            }

            name.Append(char.ToUpperInvariant(c));
        }

        return name.ToString();
    }
}
