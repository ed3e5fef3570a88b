using Backorders.Actors.Tests.Hosting;

namespace Backorders.Actors.Tests;

/// <summary>Nodes of some tests are this assembly, started as processes of their own; tests themselves are run by the test host.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args) => args switch
    {
        [NodeProcess.Verb, string connection, string schema, string id] => await NodeProcess.RunAsync(connection, schema, id),
        _ => 0,
    };
}
