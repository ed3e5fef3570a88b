using System.Collections;
using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Backorders.Server.Mapping.Events;

/// <summary>
/// Which orders and SKUs an event is about, read off the contract itself: every field named <c>order_no</c> or <c>sku</c> (or ending so), however deep. A kind of
/// event that is added can be filtered by without anybody thinking of it.
/// </summary>
internal static class EventSubjects
{
    private static readonly ConcurrentDictionary<MessageDescriptor, Reader[]> OrderReaders = new();
    private static readonly ConcurrentDictionary<MessageDescriptor, Reader[]> SkuReaders = new();

    /// <summary>Whether a message has the value in one of the fields that count.</summary>
    private delegate bool Reader(IMessage message, string value);

    public static bool NamesOrder(V1.Event told, string orderNo) => Any(told, orderNo, OrderReaders, "order_no");

    public static bool NamesSku(V1.Event told, string sku) => Any(told, sku, SkuReaders, "sku");

    private static bool Any(IMessage message, string value, ConcurrentDictionary<MessageDescriptor, Reader[]> cache, string name)
    {
        foreach (Reader reads in cache.GetOrAdd(message.Descriptor, static (d, of) => [.. d.Fields.InDeclarationOrder().Select(f => Of(f, of.cache, of.name)).OfType<Reader>()], (cache, name)))
        {
            if (reads(message, value))
            {
                return true;
            }
        }

        return false;
    }

    private static Reader? Of(FieldDescriptor field, ConcurrentDictionary<MessageDescriptor, Reader[]> cache, string name)
    {
        if (field.IsMap)
        {
            return null;
        }

        if (field.FieldType == FieldType.String && (field.Name == name || field.Name.EndsWith("_" + name, StringComparison.Ordinal)))
        {
            return field.IsRepeated
                ? (message, value) => ((IList)field.Accessor.GetValue(message)).Contains(value)
                : (message, value) => (string)field.Accessor.GetValue(message) == value;
        }

        if (field.FieldType != FieldType.Message || !field.MessageType.File.Package.StartsWith("backorders.", StringComparison.Ordinal))
        {
            return null;
        }

        return field.IsRepeated
            ? (message, value) => ((IEnumerable)field.Accessor.GetValue(message)).Cast<IMessage>().Any(m => Any(m, value, cache, name))
            : (message, value) => field.Accessor.GetValue(message) is IMessage nested && Any(nested, value, cache, name);
    }
}
