using System.Buffers;
using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    /// <summary>One key with text or bytes. Keys are kept in lower case, as HTTP/2 wants them (RFC 9113 §8.2.1).</summary>
    public sealed class Entry
    {
        private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");

        private readonly string? _text;
        private readonly byte[]? _bytes;

        /// <summary>Text: printable ASCII (the gRPC specification's ASCII-Value). <see cref="ArgumentException"/> otherwise.</summary>
        public Entry(string key, string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            Key = Normalize(key);
            if (IsBinary)
            {
                throw new ArgumentException($"The value of '{Key}' must be bytes, because the key ends in {BinaryHeaderSuffix}.", nameof(value));
            }

            if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                throw new ArgumentException(
                    $"The value of '{Key}' is not printable ASCII; send it as bytes under a key ending in {BinaryHeaderSuffix}.", nameof(value));
            }

            _text = value;
        }

        /// <summary>Bytes, under a key that ends in <c>-bin</c>. The array is not copied.</summary>
        public Entry(string key, byte[] valueBytes)
        {
            ArgumentNullException.ThrowIfNull(valueBytes);
            Key = Normalize(key);
            if (!IsBinary)
            {
                throw new ArgumentException($"The key '{Key}' must end in {BinaryHeaderSuffix}, because its value is bytes.", nameof(key));
            }

            _bytes = valueBytes;
        }

        /// <summary>In lower case.</summary>
        public string Key { get; }

        /// <summary>Whether the value is bytes.</summary>
        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        /// <summary>The text. <see cref="InvalidOperationException"/> when the value is bytes.</summary>
        public string Value => _text ?? throw new InvalidOperationException($"The value of '{Key}' is bytes; read ValueBytes.");

        /// <summary>The bytes; for text its ASCII form.</summary>
        public byte[] ValueBytes => _bytes ?? Encoding.ASCII.GetBytes(_text!);

        /// <inheritdoc/>
        public override string ToString() => _text is null
            ? $"[Entry: key={Key}, valueBytes={Convert.ToBase64String(_bytes!)}]"
            : $"[Entry: key={Key}, value={_text}]";

        private static string Normalize(string key)
        {
            ArgumentException.ThrowIfNullOrEmpty(key);
            var lower = key.ToLowerInvariant();
            return lower.AsSpan().ContainsAnyExcept(KeyCharacters)
                ? throw new ArgumentException($"The metadata key '{key}' may hold only a-z, 0-9, '_', '-' and '.'.", nameof(key))
                : lower;
        }
    }
}
