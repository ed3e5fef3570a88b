namespace Backorders.Actors.Storage;

/// <summary>A payload as it stands in a table.</summary>
/// <param name="Row">The row's number.</param>
/// <param name="Serializer">The number of the serializer that wrote it.</param>
/// <param name="Manifest">What it says it is.</param>
/// <param name="Bytes">The payload, or its beginning.</param>
/// <param name="Writer">Which start of the warehouse's actor wrote it, for whoever looks into a table; empty where it was not asked for.</param>
internal sealed record StoredPayload(long Row, int Serializer, string Manifest, byte[] Bytes, string Writer = "");
