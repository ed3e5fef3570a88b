using System.Reflection;

namespace Backorders.EndToEnd.Tests.Interop.Support;

/// <summary>The foreign implementations: where they are, and what is missing.</summary>
internal static class Peers
{
    public const string Node = "node";
    public const string Python = "/usr/bin/python3";

    public static string Folder { get; } = Metadata("InteropFolder");

    public static string EchoProto { get; } = Metadata("EchoProto");

    /// <summary>The echo service's file descriptor, for peers that build their messages at run time.</summary>
    public static string EchoDescriptor { get; } = Backorders.Server.Tests.Edge.EchoReflection.Descriptor.SerializedData.ToBase64();

    public static bool IsRequired => Environment.GetEnvironmentVariable("CI") == "true";

    /// <summary>Null when the peer can run.</summary>
    public static string? Missing(string peer) => peer == Node
        ? MissingFile(Path.Combine(Folder, "node", "node_modules", "@grpc", "grpc-js", "package.json"), "the node modules")
            ?? MissingFile(Path.Combine(Folder, "node", "node_modules", "epcis2.js", "package.json"), "some of the node modules")
        : MissingFile("/usr/lib/python3/dist-packages/grpc/__init__.py", "python3-grpcio");

    private static string? MissingFile(string file, string what) =>
        File.Exists(file) ? null : $"{what} are missing; run tests/Backorders.EndToEnd.Tests/Interop/install";

    private static string Metadata(string key) =>
        typeof(Peers).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == key).Value!;
}
