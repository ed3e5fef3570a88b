using Backorders.Postgres;

namespace Backorders.Actors.Hosting.Meeting;

/// <summary>The tables by which nodes meet and arbitrate, in <c>Hosting/Schema</c>.</summary>
public static class HostingSchema
{
    private static readonly string[] migrations = ["hosting-0001-meeting.sql"];

    /// <summary>The part of the schema that hosting keeps. Whoever serves changes rows and never tables.</summary>
    public static SchemaPart Part { get; } = new(
        "hosting",
        [.. migrations.Select(Read)],
        ["SELECT, INSERT, UPDATE ON meeting", "SELECT, INSERT, UPDATE, DELETE ON meeting_node", "SELECT, INSERT, UPDATE ON arbitration"]);

    private static string Read(string name)
    {
        using StreamReader reader = new(typeof(HostingSchema).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
