using System.Runtime.CompilerServices;

namespace Grpc.Core;

/// <summary>Convenient ways to read a stream.</summary>
public static class AsyncStreamReaderExtensions
{
    /// <summary>Reads without a token of its own; the call's own cancellation still applies.</summary>
    public static Task<bool> MoveNext<T>(this IAsyncStreamReader<T> streamReader)
    {
        ArgumentNullException.ThrowIfNull(streamReader);
        return streamReader.MoveNext(CancellationToken.None);
    }

    /// <summary>All messages up to the end, for <c>await foreach</c>. Throws what <see cref="IAsyncStreamReader{T}.MoveNext"/> throws.</summary>
    public static IAsyncEnumerable<T> ReadAllAsync<T>(this IAsyncStreamReader<T> streamReader, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(streamReader);
        return Enumerate(streamReader, cancellationToken);
    }

    private static async IAsyncEnumerable<T> Enumerate<T>(
        IAsyncStreamReader<T> reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await reader.MoveNext(cancellationToken).ConfigureAwait(false))
        {
            yield return reader.Current;
        }
    }
}
