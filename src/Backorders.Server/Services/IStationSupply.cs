using Backorders.Domain.Questions;

namespace Backorders.Server.Services;

/// <summary>What keeps a station's stream supplied with tasks.</summary>
internal interface IStationSupply
{
    /// <summary>How many tasks the station wants to hold that it has not picked yet.</summary>
    int Capacity { set; }

    /// <summary>Begins: what the station holds from before. What is leased to it afterwards is offered by <see cref="RunAsync"/>.</summary>
    /// <exception cref="global::Grpc.Core.RpcException">The warehouse cannot say it now.</exception>
    /// <exception cref="OperationCanceledException">The stream has ended.</exception>
    Task<StationWelcome> OpenAsync(CancellationToken ending);

    /// <summary>Offers until the stream ends. Does not fail for that.</summary>
    Task RunAsync(CancellationToken ending);

    /// <summary>A message of the station was answered.</summary>
    void NoteAnswer(V1.WorkResponse answer);

    /// <summary>The stream has ended: nothing is leased for it any more. May be called more than once, and without anything before.</summary>
    void Leave();
}
