using Grpc.Core;

namespace Backorders.Grpc.Server.Calls;

internal sealed class RequestReader<T>(ServerCall call) : IAsyncStreamReader<T>
    where T : class
{
    private T? _current;

    public T Current => _current ?? throw new InvalidOperationException("There is no current message before the first MoveNext and after the end.");

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        var read = call.ReadMessageAsync(cancellationToken);
        if (!read.IsCompletedSuccessfully)
        {
            return WaitAsync(read);
        }

        _current = (T?)read.Result;
        return Task.FromResult(_current is not null);
    }

    private async Task<bool> WaitAsync(ValueTask<object?> read)
    {
        _current = (T?)await read.ConfigureAwait(false);
        return _current is not null;
    }
}
