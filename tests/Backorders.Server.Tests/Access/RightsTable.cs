using System.Reflection;
using Google.Protobuf.Reflection;

namespace Backorders.Server.Tests.Access;

/// <summary>The table of docs/rights.md, which people read: what this says is what a running node is held to.</summary>
internal static class RightsTable
{
    /// <summary>Every call of the contract, from the descriptors of all its services.</summary>
    public static IReadOnlyList<MethodDescriptor> Calls { get; } =
    [
        .. from type in typeof(V1.Receiving).Assembly.GetTypes()
           where type.Name.EndsWith("Reflection", StringComparison.Ordinal)
           let file = type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as FileDescriptor
           where file is { Package: "backorders.v1" }
           from service in file.Services
           from method in service.Methods
           select method,
    ];

    /// <summary>A call as the table names it.</summary>
    public static string NameOf(MethodDescriptor call) => $"{call.Service.Name}/{call.Name}";

    /// <summary>The lines of the table by call.</summary>
    public static IReadOnlyDictionary<string, Line> Read()
    {
        string[][] rows =
        [
            .. File.ReadLines(Path.Combine(Testing.Repository.Root, "docs", "rights.md")).Where(l => l.StartsWith("| ", StringComparison.Ordinal))
                .Select(l => l.Split('|')[1..^1].Select(c => c.Trim()).ToArray()),
        ];
        string[] head = rows.Single(r => r[0] == "call");
        return rows.Where(r => r[0].Contains('/', StringComparison.Ordinal)).ToDictionary(
            r => r[0], r => new Line(head.Zip(r).Where(c => c.Second == "x").Select(c => Enum.Parse<Security.Role>(c.First)).ToHashSet(), r[^1]));
    }

    /// <summary>A line of the table.</summary>
    /// <param name="Roles">The roles of which one is needed.</param>
    /// <param name="Whose">Whose things the call is about, in the table's words.</param>
    internal sealed record Line(IReadOnlySet<Security.Role> Roles, string Whose)
    {
        public bool IsOneOwners => Whose == "one owner's";

        public bool IsOneOrAll => Whose == "one owner's, or all";
    }
}
