using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Engine;
using Backorders.Journal;
using Backorders.Server.Mapping;
using Backorders.Server.Security;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>Moves the clock of a node that runs with a driven one. Mapped only there.</summary>
internal sealed class DrivenClockService(CommandGate gate, DrivenTimeProvider clock) : V1.DrivenClock.DrivenClockBase
{
    public override async Task<V1.SetTimeResponse> SetTime(V1.SetTimeRequest request, ServerCallContext context)
    {
        Border border = default;
        Instant to = border.RequiredTime(request.To, "to");
        if (border.Refused is { } wrong)
        {
            throw RefusalStatus.ToException(wrong);
        }

        if (!clock.TryMoveTo(to.ToDateTimeOffset()))
        {
            throw RefusalStatus.ToException(Refused.Because(Refusal.InvalidValue, $"It is {gate.Now} already; time never goes back.", ("now", gate.Now), ("to", to)));
        }

        Caller caller = Caller.Of(context);
        foreach (WarehouseId warehouse in gate.Engine.Warehouses)
        {
            // What falls due does so before the caller is told: the next command finds it done.
            CommandOutcome outcome = await gate.Engine
                .SubmitAsync(new CommandRequest(warehouse, CommandKey.None, CommandDigest.None, caller.Id, new AdvanceTime())).ConfigureAwait(false);
            if (outcome.Refused is { } refused)
            {
                throw RefusalStatus.ToException(refused);
            }
        }

        return new V1.SetTimeResponse { Now = Now() };
    }

    public override Task<V1.GetTimeResponse> GetTime(V1.GetTimeRequest request, ServerCallContext context) =>
        Task.FromResult(new V1.GetTimeResponse { Now = Now() });

    private Timestamp Now() => Timestamp.FromDateTimeOffset(clock.GetUtcNow());
}
