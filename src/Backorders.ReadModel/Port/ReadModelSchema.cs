namespace Backorders.ReadModel.Port;

/// <summary>The shape and meaning of the rows.</summary>
public static class ReadModelSchema
{
    /// <summary>Rises with every change of a table or of what the fold puts into it. Rows of another version are thrown away and folded anew.</summary>
    public const int Version = 2;
}
