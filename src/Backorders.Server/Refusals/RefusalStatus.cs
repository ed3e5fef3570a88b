using System.Collections.Frozen;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Backorders.Server.Refusals;

/// <summary>The one place where a refusal becomes a gRPC status with details, or a message of a stream.</summary>
internal static class RefusalStatus
{
    /// <summary>The domain of every google.rpc.ErrorInfo of this system.</summary>
    public const string ErrorDomain = "backorders";

    /// <summary>A queue is worked off in milliseconds; a shard that starts or a store that fails needs longer.</summary>
    private static readonly TimeSpan BusyRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan OutageRetry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SimulationRetry = TimeSpan.FromSeconds(10);

    private static readonly FrozenDictionary<Refusal, string> Names = System.Enum.GetValues<Refusal>().ToFrozenDictionary(r => r, r => ListedName.Of(r));

    /// <summary>The status code that a refusal comes with.</summary>
    public static StatusCode CodeOf(Refusal reason) => reason switch
    {
        Refusal.InvalidId or Refusal.InvalidQuantity or Refusal.InvalidText or Refusal.InvalidValue or Refusal.InvalidCount => StatusCode.InvalidArgument,
        Refusal.NotGoods or Refusal.UnknownUnit => StatusCode.InvalidArgument,
        Refusal.UnknownWarehouse or Refusal.UnknownSku or Refusal.UnknownOrder or Refusal.UnknownLine or Refusal.UnknownShipment => StatusCode.NotFound,
        Refusal.UnknownReceipt or Refusal.UnknownTask or Refusal.UnknownLane or Refusal.UnknownDoor => StatusCode.NotFound,
        Refusal.UnknownEndpoint or Refusal.UnknownDeadLetter => StatusCode.NotFound,
        Refusal.AddressNotAllowed or Refusal.TooManyEndpoints => StatusCode.FailedPrecondition,
        Refusal.KeyReused or Refusal.AlreadyExists => StatusCode.AlreadyExists,
        Refusal.StaleLease or Refusal.WrongTaskState or Refusal.OverPick or Refusal.TooLate or Refusal.OrderClosed => StatusCode.FailedPrecondition,
        Refusal.OrderOnHold or Refusal.OrderNotOnHold or Refusal.ShipmentClosed or Refusal.NotAnnounced => StatusCode.FailedPrecondition,
        Refusal.AlreadyReversed or Refusal.NotEnoughStock or Refusal.TooManyLeases or Refusal.NoLineAccepted => StatusCode.FailedPrecondition,
        Refusal.NoOwnPolicy => StatusCode.FailedPrecondition,
        Refusal.DoorClosed or Refusal.StationInUse => StatusCode.FailedPrecondition,
        Refusal.UnknownRequest => StatusCode.NotFound,
        Refusal.OutOfStock or Refusal.NothingAsked or Refusal.SubstitutionNotOffered or Refusal.NoSubstitute => StatusCode.FailedPrecondition,
        Refusal.PaymentNotDue or Refusal.PaymentNotExpected or Refusal.NotPaid or Refusal.OrderIncomplete => StatusCode.FailedPrecondition,
        Refusal.TooManyRequests => StatusCode.ResourceExhausted,
        Refusal.NoCompanyPrefix or Refusal.SsccExhausted => StatusCode.FailedPrecondition,
        Refusal.WindowTooLarge => StatusCode.InvalidArgument,
        Refusal.MixedTasks or Refusal.LotDiffers or Refusal.WrongItem => StatusCode.FailedPrecondition,
        Refusal.UnknownGtin or Refusal.UnknownLot or Refusal.UnknownSerial or Refusal.UnknownContainer or Refusal.NothingToDecide => StatusCode.NotFound,
        Refusal.GtinTaken or Refusal.SerialTaken or Refusal.ContainerReceived => StatusCode.AlreadyExists,
        Refusal.WrongCheckDigit or Refusal.LotRequired or Refusal.ExpiryRequired or Refusal.SerialsRequired => StatusCode.InvalidArgument,
        Refusal.Quarantined => StatusCode.Internal,
        Refusal.Busy or Refusal.SimulationsBusy => StatusCode.ResourceExhausted,
        Refusal.ShardSealed => StatusCode.FailedPrecondition,
        Refusal.NotReady or Refusal.StoreUnavailable or Refusal.NotOwner or Refusal.ReadModelUnavailable => StatusCode.Unavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "This refusal has no status yet."),
    };

    /// <summary>The name of a refusal in the contract, without its prefix.</summary>
    public static string NameOf(Refusal reason) => Names[reason];

    /// <summary>After what time the same command may be sent again; null when that does not help.</summary>
    public static TimeSpan? RetryAfter(Refusal reason) => reason switch
    {
        Refusal.Busy => BusyRetry,
        Refusal.SimulationsBusy => SimulationRetry,
        Refusal.NotOwner => TimeSpan.Zero,
        _ => reason.IsTransient() ? OutageRetry : null,
    };

    /// <summary>The end of a unary call.</summary>
    public static RpcException ToException(Refused refused) =>
        Create(CodeOf(refused.Reason), refused.Message, NameOf(refused.Reason), refused.Details, RetryAfter(refused.Reason));

    /// <summary>A refusal that has no name in the domain, because it comes before it.</summary>
    /// <param name="code">The status.</param>
    /// <param name="message">What was wrong, and what would be right.</param>
    /// <param name="reason">The cause for programs.</param>
    /// <param name="details">What it is about.</param>
    public static RpcException Create(StatusCode code, string message, string reason, params (string Name, string Value)[] details) =>
        Create(code, message, reason, details.ToDictionary(d => d.Name, d => d.Value), retryAfter: null);

    /// <summary>The same, for a refusal after which the call may be sent again.</summary>
    /// <param name="code">The status.</param>
    /// <param name="message">What was wrong, and what would be right.</param>
    /// <param name="reason">The cause for programs.</param>
    /// <param name="retryAfter">After what time.</param>
    /// <param name="details">What it is about.</param>
    public static RpcException Create(StatusCode code, string message, string reason, TimeSpan retryAfter, params (string Name, string Value)[] details) =>
        Create(code, message, reason, details.ToDictionary(d => d.Name, d => d.Value), retryAfter);

    /// <summary>The reason of a refusal that was made here; empty for another status.</summary>
    public static string ReasonOf(RpcException refused) => refused.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason ?? string.Empty;

    /// <summary>The answer within a stream.</summary>
    public static V1.Refused ToMessage(Refused refused)
    {
        V1.Refused message = new() { Reason = (V1.Refusal)refused.Reason, Message = RefusalRoom.Message(refused.Message), StatusCode = (int)CodeOf(refused.Reason) };
        foreach ((string name, string value) in RefusalRoom.Details(refused.Details))
        {
            message.Details[name] = value;
        }

        if (RetryAfter(refused.Reason) is { } delay)
        {
            message.RetryAfter = Duration.FromTimeSpan(delay);
        }

        return message;
    }

    private static RpcException Create(StatusCode code, string message, string reason, IReadOnlyCollection<KeyValuePair<string, string>> details, TimeSpan? retryAfter)
    {
        ErrorInfo info = new() { Reason = reason, Domain = ErrorDomain, Metadata = { RefusalRoom.Details(details) } };
        Google.Rpc.Status status = new() { Code = (int)code, Message = RefusalRoom.Message(message), Details = { Any.Pack(info) } };
        if (retryAfter is { } delay)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        }

        return status.ToRpcException();
    }
}
