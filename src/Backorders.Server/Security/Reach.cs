namespace Backorders.Server.Security;

/// <summary>Whose things a call is about, and so which keys may make it.</summary>
internal enum Reach
{
    /// <summary>Nobody may make the call: what no line is written for.</summary>
    None,

    /// <summary>One owner's things: the key's own owner, or the one that a key of the building names. Such a key that names none is refused.</summary>
    OneOwner,

    /// <summary>One owner's things, or everybody's for a key of the building that names no owner.</summary>
    OneOrAll,

    /// <summary>The building's places, which every key may know.</summary>
    Places,

    /// <summary>The building itself: never with a key of one owner.</summary>
    Building,
}

/// <summary>What a call asks of a key.</summary>
/// <param name="Roles">The roles of which one is needed.</param>
/// <param name="Reach">Whose things it is about.</param>
internal readonly record struct Right(Role Roles, Reach Reach)
{
    /// <summary>The right that no key has.</summary>
    public static readonly Right Nobody = new(Role.None, Reach.None);
}
