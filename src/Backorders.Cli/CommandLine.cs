using System.CommandLine;
using System.CommandLine.Parsing;
using Backorders.Cli.Client;
using Backorders.Cli.Commands;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;
using Backorders.Postgres;
using Backorders.Server.Common;
using Backorders.V1;
using Grpc.Core;

namespace Backorders.Cli;

/// <summary>The commands, and how any failure of theirs becomes one line and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>
    /// After Ctrl-C or SIGTERM, what is under way is finished within this time: a node gives its shards, answers its callers and writes its snapshots. Its own limits
    /// (<c>Limits:StopSeconds</c>) and those of whoever runs it are shorter.
    /// </summary>
    private static readonly TimeSpan OrderlyEnd = TimeSpan.FromMinutes(10);

    /// <summary>Runs one command line.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, CliConsole console, CancellationToken cancellation = default)
    {
        RootCommand root = Build(console);
        HelpWithExamples.AddTo(root);
        ParseResult parsed = root.Parse(args);
        if (parsed is { Errors.Count: > 0, UnmatchedTokens.Count: 0, CommandResult.Command: { Subcommands.Count: > 0 } group } && parsed.CommandResult.Children.Any() == false)
        {
            // A group of commands without one of them asks what there is.
            InvocationConfiguration help = new() { Output = console.Out, Error = console.Error };
            return await root.Parse([.. args, "--help"]).InvokeAsync(help, cancellation).ConfigureAwait(false);
        }

        if (parsed.Errors.Count > 0)
        {
            await console.Error.WriteLineAsync(WhatIsWrong(parsed)).ConfigureAwait(false);
            await console.Error.WriteLineAsync($"See 'backorders {PathOf(parsed)}--help'.").ConfigureAwait(false);
            return ExitCodes.WrongUsage;
        }

        InvocationConfiguration how = new()
        {
            Output = console.Out, Error = console.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = OrderlyEnd,
        };
        try
        {
            return await parsed.InvokeAsync(how, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (Explain(e) is { } known)
        {
            await console.Error.WriteLineAsync(known.Line).ConfigureAwait(false);
            return known.Code;
        }
    }

    /// <summary>All commands; what a line of words means is parsed by it alone.</summary>
    internal static RootCommand Build(CliConsole console) => new("Backorders: who gets the units that come off the truck. One executable: the node, its clients and its tools.")
    {
        ServeCommand.Build(console),
        MigrateCommand.Build(console),
        DemoCommand.Build(console),
        ImportCommand.Build(console),
        ScanCommand.Build(console),
        StationCommand.Build(console),
        TasksCommand.Build(console),
        WatchCommand.Build(console),
        WebhooksCommand.Build(console),
        OrderCommand.Build(console),
        ExplainCommand.Build(console),
        AvailabilityCommand.Build(console),
        LabelCommand.Build(console),
        PrintersCommand.Build(console),
        PrintAgentCommand.Build(console),
        SimulateCommand.Build(console),
        ReportCommand.Build(console),
        ReordersCommand.Build(console),
        DiscrepanciesCommand.Build(console),
        ExportCommand.Build(console),
        HealthCommand.Build(console),
        KeysCommand.Build(console),
        ClusterCommand.Build(console),
        BackupCommand.Build(console),
        AuditCommand.Build(console),
        VerifyCommand.Build(console),
        BenchCommand.Build(console),
    };

    private static (string Line, int Code)? Explain(Exception e) => e switch
    {
        CliException known => (known.Message, known.ExitCode),
        PostgresStartException start => (start.Message, ExitCodes.CannotStart),
        NodeStartException start => (start.Message, ExitCodes.CannotStart),
        RpcException { StatusCode: StatusCode.Cancelled } own when own.GetErrorInfo() is null && !LostCall.Is(own) => ("Interrupted.", ExitCodes.Interrupted),
        RpcException rpc => (CallFailures.Describe(rpc), CallFailures.IsUnreachable(rpc) ? ExitCodes.Unreachable : ExitCodes.Failed),
        OperationCanceledException => ("Interrupted.", ExitCodes.Interrupted),
        FileNotFoundException missing => (missing.Message, ExitCodes.Failed),
        IOException or UnauthorizedAccessException => (e.Message, ExitCodes.Failed),
        _ => null,
    };

    /// <summary>A word that is no command is told with the nearest ones that are.</summary>
    private static string WhatIsWrong(ParseResult parsed)
    {
        Command asked = parsed.CommandResult.Command;
        string? word = asked.Subcommands.Count > 0 ? parsed.UnmatchedTokens.FirstOrDefault(t => !t.StartsWith('-')) : null;
        if (word is null)
        {
            return string.Join(' ', parsed.Errors.Select(e => e.Message));
        }

        string[] near = Nearest.To(word, asked.Subcommands.Select(c => c.Name));
        return near.Length == 0
            ? $"There is no command '{word}'. The commands: {string.Join(", ", asked.Subcommands.Select(c => c.Name))}."
            : $"There is no command '{word}'. Did you mean {string.Join(" or ", near.Select(n => $"'{n}'"))}?";
    }

    private static string PathOf(ParseResult parsed)
    {
        Stack<string> names = new();
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult { Command: not RootCommand } command; at = at.Parent)
        {
            names.Push(command.Command.Name + " ");
        }

        return string.Concat(names);
    }
}
