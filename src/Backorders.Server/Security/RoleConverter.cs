using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Backorders.Server.Security;

/// <summary>Roles by their names. The name of the role that was split is still read, so that the file's check can say what stands in its place.</summary>
internal sealed class RoleConverter : JsonConverter<Role>
{
    /// <summary>What an older file calls <c>Supervisor</c>. No key gets it.</summary>
    public const Role Supervisor = (Role)8;

    private static readonly string Known = string.Join(", ", KeyFile.Each(Role.All));

    /// <inheritdoc/>
    public override Role Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? name = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        if (string.Equals(name, nameof(Supervisor), StringComparison.OrdinalIgnoreCase))
        {
            return Supervisor;
        }

        return Enum.TryParse(name, ignoreCase: true, out Role role) && Enum.IsDefined(role) && BitOperations.IsPow2((int)role)
            ? role
            : throw new JsonException($"'{name}' is no role; there are {Known}.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Role value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
