using System.Net;
using Backorders.Cli.Terminal;
using Backorders.Testing;
using Backorders.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Backorders.Cli.Tests;

/// <summary>How a scan may end: done, refused, offline, or not confirmed, which is none of the three.</summary>
public sealed class ScanCommandTests
{
    [Fact]
    public async Task Scan_NoAnswerBeforeTheDeadline_IsNotConfirmedAndGoesAgainWithItsId()
    {
        await using Dock dock = await Dock.StartAsync(Answers.Hang, Answers.Take);
        CliRun run = await dock.RunAsync(string.Empty, "scan", "LAMP", "12", "--deadline", "0.2");
        Assert.Equal(ExitCodes.Done, run.Code);
        Assert.Equal(2, dock.Seen.Count);
        Assert.Equal(dock.Seen[0], dock.Seen[1]);
        Assert.StartsWith("not confirmed: no answer within 0.2 s; the same scan goes again by itself (scan id ", run.Error, StringComparison.Ordinal);
        Assert.Contains(dock.Seen[0].ScanId, run.Error, StringComparison.Ordinal);
        Assert.Contains("12 x LAMP to put-away", run.Out, StringComparison.Ordinal);
    }

    /// <summary>What a node says whose disk is full: the scan is neither done nor refused.</summary>
    [Fact]
    public async Task Scan_StoreIsUnavailable_IsNotConfirmedAndGoesAgain()
    {
        await using Dock dock = await Dock.StartAsync(Answers.StoreAway, Answers.StoreAway, Answers.Take);
        CliRun run = await dock.RunAsync(string.Empty, "scan", "LAMP", "12");
        Assert.Equal(ExitCodes.Done, run.Code);
        Assert.Single(dock.Seen.Select(s => s.ScanId).Distinct());
        Assert.Equal(2, run.Error.Trim().Split('\n').Count(l => l.StartsWith("not confirmed: STORE_UNAVAILABLE: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Scan_StoreHangs_EndsAsNotConfirmedAndSaysHowToSendTheSameScan()
    {
        await using Dock dock = await Dock.StartAsync(Answers.Hang);
        CliRun run = await dock.RunAsync(string.Empty, "scan", "LAMP", "12", "--deadline", "1", "--tries", "3", "--scan-id", "S-7");
        Assert.Equal(ExitCodes.NotConfirmed, run.Code);
        Assert.Equal(["S-7", "S-7", "S-7"], dock.Seen.Select(s => s.ScanId));
        Assert.EndsWith(
            "not confirmed after 3 tries: whether LAMP x 12 was received is not known. Send the same scan again with --scan-id S-7; it is counted once.",
            run.Error.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_LineIsNotConfirmed_SendsNoLaterLine()
    {
        await using Dock dock = await Dock.StartAsync(Answers.Take, Answers.Hang);
        CliRun run = await dock.RunAsync("LAMP 1\nMUG 2\nLAMP 3\n", "scan", "--deadline", "0.1", "--tries", "2");
        Assert.Equal(ExitCodes.NotConfirmed, run.Code);
        Assert.Equal(["LAMP", "MUG", "MUG"], dock.Seen.Select(s => s.Sku));
        Assert.Contains("line 2: not confirmed after 2 tries", run.Error, StringComparison.Ordinal);
        Assert.Contains("No later line was sent.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_Refused_DoesNotGoAgain()
    {
        await using Dock dock = await Dock.StartAsync(Answers.Refuse);
        CliRun run = await dock.RunAsync(string.Empty, "scan", "LAMP", "12");
        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Single(dock.Seen);
        Assert.DoesNotContain("not confirmed", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_NobodyListens_IsOffline()
    {
        CliRun run = await CliRun.OfAsync(["scan", "LAMP", "12", "--key", "k", "--server", $"http://127.0.0.1:{FreePort.Take()}"]);
        Assert.Equal(ExitCodes.Unreachable, run.Code);
        Assert.StartsWith("The server does not answer", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("not confirmed", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--deadline", "0")]
    [InlineData("--tries", "0")]
    public async Task Scan_DeadlineOrTriesBelowTheLeast_IsWrongUsage(string option, string value)
    {
        CliRun run = await CliRun.OfAsync(["scan", "LAMP", "12", "--key", "k", option, value]);
        Assert.Equal(ExitCodes.WrongUsage, run.Code);
        Assert.Contains(option, run.Error, StringComparison.Ordinal);
    }

    /// <summary>What the dock's server does with a scan.</summary>
    public enum Answers
    {
        Hang,
        Take,
        Refuse,
        StoreAway,
    }

    /// <summary>A server that receives as it is told, scan by scan; the last answer stands for all that follow.</summary>
    private sealed class Dock(WebApplication app, DockService service) : IAsyncDisposable
    {
        public IReadOnlyList<ReceiveRequest> Seen => service.Seen;

        public static async Task<Dock> StartAsync(params Answers[] answers)
        {
            DockService service = new(answers);
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, port => port.Protocols = HttpProtocols.Http2));
            builder.Services.AddGrpc();
            builder.Services.AddSingleton(service);
            WebApplication app = builder.Build();
            app.MapGrpcService<DockService>();
            await app.StartAsync();
            return new Dock(app, service);
        }

        public Task<CliRun> RunAsync(string input, params string[] args) => CliRun.OfAsync(
            args,
            input,
            new Dictionary<string, string>
            {
                ["BACKORDERS_SERVER"] = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single(), ["BACKORDERS_KEY"] = "k",
            },
            delay: static (_, _) => Task.CompletedTask);

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }

    private sealed class DockService(Answers[] answers) : Receiving.ReceivingBase
    {
        private readonly List<ReceiveRequest> seen = [];

        public IReadOnlyList<ReceiveRequest> Seen
        {
            get
            {
                lock (seen)
                {
                    return [.. seen];
                }
            }
        }

        public override async Task<ReceiveResponse> Receive(ReceiveRequest request, ServerCallContext context)
        {
            Answers now;
            lock (seen)
            {
                now = answers[Math.Min(seen.Count, answers.Length - 1)];
                seen.Add(request);
            }

            switch (now)
            {
                case Answers.Hang:
                    await Task.Delay(Timeout.Infinite, context.CancellationToken);
                    throw new InvalidOperationException("unreachable");
                case Answers.Refuse:
                    throw new Google.Rpc.Status { Code = 9, Message = "No.", Details = { Any.Pack(new Google.Rpc.ErrorInfo { Domain = "backorders", Reason = "UNKNOWN_SKU" }) } }.ToRpcException();
                case Answers.StoreAway:
                    throw new Google.Rpc.Status
                    {
                        Code = 14,
                        Message = "The disk is full.",
                        Details =
                        {
                            Any.Pack(new Google.Rpc.ErrorInfo { Domain = "backorders", Reason = "STORE_UNAVAILABLE" }),
                            Any.Pack(new Google.Rpc.RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) }),
                        },
                    }.ToRpcException();
                default:
                    return new ReceiveResponse { Dispositions = { new Disposition { Sku = request.Sku, Quantity = request.Quantity, What = Disposition.Types.What.PutAway } } };
            }
        }
    }
}
