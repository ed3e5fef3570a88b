namespace Backorders.Actors.Storage.Reading;

/// <summary>A payload as it stands in a table.</summary>
/// <param name="Row">The row's number.</param>
/// <param name="Serializer">The number of the serializer that wrote it.</param>
/// <param name="Manifest">What it says it is.</param>
/// <param name="Bytes">The payload, or its beginning.</param>
internal sealed record StoredPayload(long Row, int Serializer, string Manifest, byte[] Bytes);
