using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.Server.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Server.Services;

/// <summary>The services of the contract, and what they share.</summary>
internal static class ServiceSetup
{
    public static IServiceCollection AddContractServices(this IServiceCollection services, NodeOptions options, NodeClock clock)
    {
        services.AddSingleton<CallRouter>().AddSingleton<OtherNodes>().AddSingleton<CommandGate>();
        services.AddSingleton<TaskDesk>().AddSingleton<ReportDesk>().AddSingleton<ReorderDesk>().AddSingleton<SimulationDesk>().AddSingleton<TraceDesk>();
        services.AddSingleton<ClusterDesk>().AddSingleton<BackUpDesk>().AddSingleton<AuditDesk>();
        services.AddSingleton(provider => new LabelDesk(provider.GetRequiredService<CommandGate>(), options.Warehouses));
        services.AddSingleton<ReceivingService>().AddSingleton<StationsService>().AddSingleton<OrdersService>().AddSingleton<InboundService>();
        services.AddSingleton<ItemsService>().AddSingleton<AvailabilityService>().AddSingleton<EventsService>().AddSingleton<OperationsService>();
        return clock.Decisions is DrivenTimeProvider driven ? services.AddSingleton(driven).AddSingleton<DrivenClockService>() : services;
    }
}
