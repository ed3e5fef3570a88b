using Backorders.EndToEnd.Tests.Interop.Support;

namespace Backorders.EndToEnd.Tests.Interop;

/// <summary>What GS1's JSON schema of EPCIS 2.0 says of the recorded export, and that it would say so if something were wrong.</summary>
public sealed class EpcisSchemaTests
{
    [PeerFact(Peers.Node)]
    public async Task RecordedExport_Gs1Schema_FindsNothingWrongUnlessThereIs()
    {
        string golden = Path.Combine(Peers.Folder, "..", "..", "Backorders.Partners.Tests", "Exports", "Golden", "events.jsonld");
        string text = await File.ReadAllTextAsync(golden);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-epcis-");
        try
        {
            string wrongStep = Write(folder, "step.jsonld", text.Replace("\"receiving\"", "\"recieving\"", StringComparison.Ordinal));
            string noTime = Write(folder, "time.jsonld", text.Replace("\"eventTime\"", "\"evenTime\"", StringComparison.Ordinal));
            IReadOnlyDictionary<string, string?> checks = await PeerProcess.RunChecksAsync(Peers.Node, "node/validate-epcis.mjs", golden, wrongStep, noTime);
            Assert.Equal(["events.jsonld", "step.jsonld", "time.jsonld"], checks.Keys.Order());
            Assert.True(checks["events.jsonld"] is null, checks["events.jsonld"]);
            Assert.NotNull(checks["step.jsonld"]);
            Assert.NotNull(checks["time.jsonld"]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Write(DirectoryInfo folder, string name, string text)
    {
        string file = Path.Combine(folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }
}
