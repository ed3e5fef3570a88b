using Backorders.Testing;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Backorders.Server.Tests.Hostile;

/// <summary>Draws messages of any type of the contract: most fields set, with values that are right, nearly right, or as wrong as their type allows.</summary>
internal sealed class RandomMessages(SeededRandom random)
{
    private const int DepthMax = 5;

    /// <summary>Names that are there, so that a message gets past its first check, and texts that have broken other programs.</summary>
    private static readonly string[] texts =
    [
        TestNode.Warehouse, TestNode.Warehouse, TestNode.Warehouse, "NORTH", "MUG", "MUG", "BOWL", "POST", "ACME", "RIVAL", "D1", "D2", "L1", "L2", "case", "scanner-1", "P1", "o-1", "o-2", "asn-1",
        "UTC", "Europe/London", "2026-03-02", string.Empty, " ", "\0", "a\0b", "\r\nx-injected: 1", "../../../../etc/passwd", "' OR 1=1 --", "${jndi:ldap://x}", "%n%s%x", "{0}{1}", "<script>x</script>",
        "\u202Eabc", "e\u0301\u0301\u0301", "\U0001F4E6", "-0", "1e999", "NaN", "null", "\"", "\\", "00012345678905", "]C10100012345678905", "01\u001d21", new('x', 300), new('9', 5_000), new('\u00e9', 70_000),
    ];

    private static readonly long[] numbers =
        [0, 1, 1, 2, 3, 5, 12, 100, -1, -2, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue, 1L << 40, -(1L << 40), 253_402_300_800, -62_135_596_801, 999_999_999, 1_000_000_000];

    public IMessage Make(MessageDescriptor type) => Make(type, 0);

    private IMessage Make(MessageDescriptor type, int depth)
    {
        IMessage made = type.Parser.ParseFrom(ByteString.Empty);
        foreach (FieldDescriptor field in type.Fields.InDeclarationOrder())
        {
            if (random.Percent(depth == 0 ? 75 : 55))
            {
                Fill(made, field, depth);
            }
        }

        return made;
    }

    private void Fill(IMessage made, FieldDescriptor field, int depth)
    {
        if (field.IsMap || (depth >= DepthMax && field.FieldType == FieldType.Message))
        {
            return;
        }

        if (!field.IsRepeated)
        {
            field.Accessor.SetValue(made, Value(field, depth));
            return;
        }

        System.Collections.IList list = (System.Collections.IList)field.Accessor.GetValue(made);
        int count = random.Percent(90) ? random.Next(4) : random.Next(300);
        for (int i = 0; i < count && (depth < 2 || i < 4); i++)
        {
            list.Add(Value(field, depth));
        }
    }

    private object Value(FieldDescriptor field, int depth)
    {
        long number = random.Percent(60) ? random.Next(1, 9) : random.Pick(numbers);
        return unchecked(field.FieldType switch
        {
            FieldType.Bool => random.Percent(50),
            FieldType.String => random.Pick(texts),
            FieldType.Bytes => ByteString.CopyFrom(random.Bytes(random.Percent(60) ? 16 : random.Next(100))),
            FieldType.Double => random.Percent(70) ? number : random.Pick([double.NaN, double.PositiveInfinity, -0.0, double.MaxValue]),
            FieldType.Float => (float)number,
            FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, random.Percent(80) ? random.Next(6) : (int)number),
            FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => (int)number,
            FieldType.UInt32 or FieldType.Fixed32 => (uint)number,
            FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => number,
            FieldType.UInt64 or FieldType.Fixed64 => (ulong)number,
            _ => Make(field.MessageType, depth + 1),
        });
    }
}
