using Backorders.Actors.Port;
using Backorders.Actors.Turns;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Commands;
using Backorders.Domain.Values;
using Backorders.Server.Common;
using Backorders.Server.Mapping;
using Backorders.Server.Refusals;
using Backorders.Server.Security;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>Moves the clock of a node that runs with a driven one. Mapped only there.</summary>
internal sealed class DrivenClockService(CommandGate gate, DrivenTimeProvider clock) : V1.DrivenClock.DrivenClockBase
{
    private readonly SemaphoreSlim oneAtATime = new(1);

    public override async Task<V1.SetTimeResponse> SetTime(V1.SetTimeRequest request, ServerCallContext context)
    {
        Border border = default;
        Instant to = border.RequiredTime(request.To, "to");
        if (border.Refused is { } wrong)
        {
            throw RefusalStatus.ToException(wrong);
        }

        await oneAtATime.WaitAsync(context.CancellationToken).ConfigureAwait(false);
        try
        {
            if (to < gate.Now)
            {
                throw RefusalStatus.ToException(Refused.Because(Refusal.InvalidValue, $"It is {gate.Now} already; time never goes back.", ("now", gate.Now), ("to", to)));
            }

            await MoveAsync(to, Caller.Of(context)).ConfigureAwait(false);
        }
        finally
        {
            oneAtATime.Release();
        }

        return new V1.SetTimeResponse { Now = Now() };
    }

    /// <summary>Stops at each time at which something falls due, so that it happens then and not late, and a replay decides the same.</summary>
    private async Task MoveAsync(Instant to, Caller caller)
    {
        Instant last = gate.Now;
        while (await NextDueAsync().ConfigureAwait(false) is var due && due < to)
        {
            last = due > last ? due : last + TimeSpan.FromMicroseconds(1);
            if (last >= to)
            {
                break;
            }

            await SettleAsync(last, caller).ConfigureAwait(false);
        }

        await SettleAsync(to, caller).ConfigureAwait(false);
    }

    private async Task<Instant> NextDueAsync()
    {
        Instant next = Instant.Never;
        foreach (WarehouseId warehouse in gate.Warehouses.Ids)
        {
            QueryOutcome<Instant> due = await gate.Warehouses.AskAsync(warehouse, new FindNextDue()).ConfigureAwait(false);
            next = due.Refused is { } refused ? throw RefusalStatus.ToException(refused) : due.Value < next ? due.Value : next;
        }

        return next;
    }

    private async Task SettleAsync(Instant at, Caller caller)
    {
        clock.TryMoveTo(at.ToDateTimeOffset());
        foreach (WarehouseId warehouse in gate.Warehouses.Ids)
        {
            CommandRequest request = new(warehouse, CommandKey.None, CommandDigest.None, caller.Id, new AdvanceTime()) { Origin = Envelope.Origin("SetTime", caller) };
            CommandOutcome outcome = await gate.Warehouses.SubmitAsync(request).ConfigureAwait(false);
            if (outcome.Refused is { } refused)
            {
                throw RefusalStatus.ToException(refused);
            }
        }
    }

    public override Task<V1.GetTimeResponse> GetTime(V1.GetTimeRequest request, ServerCallContext context) =>
        Task.FromResult(new V1.GetTimeResponse { Now = Now() });

    private Timestamp Now() => Timestamp.FromDateTimeOffset(clock.GetUtcNow());
}
