
using Backorders.Actors.Port;

namespace Backorders.Actors.Tests.Sessions;

/// <summary>Operators close shards by number, and the database refuses rows by it.</summary>
public sealed class ShardMapTests
{
    [Theory]
    [InlineData("W1", 235)]
    [InlineData("HAM-2", 149)]
    [InlineData("Leipzig", 46)]
    public void ShardOfAWarehouse_IsTheOneItAlwaysWas(string warehouse, int shard) => Assert.Equal(shard, ShardMap.ShardOf(new(warehouse)));
}
