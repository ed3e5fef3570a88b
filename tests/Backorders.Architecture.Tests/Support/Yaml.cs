using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Backorders.Architecture.Tests;

/// <summary>YAML files of the tree, as nodes.</summary>
internal static class Yaml
{
    /// <summary>The documents of a file; anchors are followed, keys that stand twice are an error.</summary>
    public static IReadOnlyList<YamlNode> Read(string path)
    {
        YamlStream stream = new();
        using StringReader text = new(Repository.Read(path));
        stream.Load(new MergingParser(new Parser(text)));
        return [.. stream.Documents.Select(d => d.RootNode)];
    }

    /// <summary>What stands at a path of keys and indexes; null when nothing does.</summary>
    public static YamlNode? At(this YamlNode? node, params object[] path)
    {
        foreach (object step in path)
        {
            node = (node, step) switch
            {
                (YamlMappingNode map, string key) => map.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? found) ? found : null,
                (YamlSequenceNode list, int index) => list.Children.ElementAtOrDefault(index),
                _ => null,
            };
        }

        return node;
    }

    public static string? Text(this YamlNode? node, params object[] path) => (node.At(path) as YamlScalarNode)?.Value;

    public static IEnumerable<YamlNode> List(this YamlNode? node, params object[] path) => node.At(path) is YamlSequenceNode list ? list.Children : [];

    public static IEnumerable<(string Key, YamlNode Value)> Pairs(this YamlNode? node, params object[] path) =>
        node.At(path) is YamlMappingNode map ? map.Children.Select(p => (((YamlScalarNode)p.Key).Value!, p.Value)) : [];
}
