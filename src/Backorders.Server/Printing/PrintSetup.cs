using Backorders.Server.Printing.Jobs;
using Backorders.Server.Services;
using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Server.Printing;

/// <summary>Printing of a node: the service, and what it stands on.</summary>
internal static class PrintSetup
{
    public static IServiceCollection AddPrinting(this IServiceCollection services) => services
        .AddSingleton<PrintBell>().AddSingleton<LabelReader>()
        .AddSingleton(provider => new PrintDesk(
            provider.GetRequiredService<IPrintStore>(), provider.GetRequiredService<PrintBell>(), provider.GetRequiredService<CommandGate>().Waiting))
        .AddSingleton<PrinterAttendance>().AddSingleton<PrintingService>();
}
