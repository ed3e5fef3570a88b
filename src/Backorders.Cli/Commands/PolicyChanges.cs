using System.Text.Json;
using Backorders.Cli.Terminal;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Backorders.Cli.Commands;

/// <summary>Rules as a user writes them, laid over the policy that is set.</summary>
internal static class PolicyChanges
{
    /// <summary>First the file's, then those given one by one.</summary>
    /// <exception cref="CliException">A name or a value makes no sense.</exception>
    public static void Apply(V1.Policy policy, string? file, IReadOnlyList<string> rules)
    {
        if (file is not null)
        {
            ApplyFile(policy, file);
        }

        foreach (string rule in rules)
        {
            int equals = rule.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new CliException($"--set {rule}: write NAME=VALUE, such as hold_hours=24.", ExitCodes.WrongUsage);
            }

            string value = rule[(equals + 1)..];
            bool literal = value is "true" or "false" || value.StartsWith('{') || value.StartsWith('[');
            Set(policy, rule[..equals], literal ? value : JsonSerializer.Serialize(value), "--set " + rule);
        }
    }

    private static void ApplyFile(V1.Policy policy, string file)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file));
            foreach (JsonProperty rule in document.RootElement.EnumerateObject())
            {
                Set(policy, rule.Name, rule.Value.GetRawText(), $"{file}: {rule.Name}");
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new CliException($"{file} is not a JSON object of rules: {e.Message}");
        }
    }

    private static void Set(V1.Policy policy, string name, string json, string where)
    {
        FieldDescriptor field = V1.Policy.Descriptor.Fields.InDeclarationOrder().FirstOrDefault(f => f.Name == name || f.JsonName == name)
            ?? throw new CliException(
                $"{where}: there is no such rule. The rules: {string.Join(", ", V1.Policy.Descriptor.Fields.InDeclarationOrder().Select(f => f.Name))}.",
                ExitCodes.WrongUsage);
        try
        {
            V1.Policy parsed = JsonParser.Default.Parse<V1.Policy>($"{{\"{field.JsonName}\":{json}}}");
            field.Accessor.Clear(policy);
            policy.MergeFrom(parsed);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new CliException($"{where}: {e.Message.TrimEnd('.')}. {Allowed(field)}", ExitCodes.WrongUsage);
        }
    }

    /// <summary>What a rule takes.</summary>
    private static string Allowed(FieldDescriptor field)
    {
        string value = field.FieldType switch
        {
            FieldType.Bool => "true or false",
            FieldType.Enum => string.Join(", ", field.EnumType.Values.Select(v => v.Name).Where(name => !name.EndsWith("_UNSPECIFIED", StringComparison.Ordinal))),
            FieldType.Message => "a JSON object with " + string.Join(", ", field.MessageType.Fields.InDeclarationOrder().Select(f => f.Name)),
            _ => "a whole number",
        };
        return $"{field.Name} takes {(field.IsRepeated ? "a JSON list; each element is " : string.Empty)}{value}.";
    }
}
