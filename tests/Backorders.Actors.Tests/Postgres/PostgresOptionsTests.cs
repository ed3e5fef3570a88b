using Backorders.Postgres;

namespace Backorders.Actors.Tests.Postgres;

public sealed class PostgresOptionsTests
{
    private const string Good = "Host=db;Database=backorders;Username=app";

    [Fact]
    public void Check_OfGoodOptions_FindsNothing() => Assert.Empty(new PostgresOptions { ConnectionString = Good }.Check());

    [Theory]
    [InlineData("", "Postgres:ConnectionString: name the database")]
    [InlineData("Host=db", "names no Database")]
    [InlineData("Database=backorders", "names no Host")]
    [InlineData(Good + ";Multiplexing=true", "Multiplexing")]
    [InlineData("Host=db;Database=b;Password=cat;dog", "Postgres:ConnectionString: cannot be read")]
    public void Check_OfABadConnectionString_NamesTheSettingAndTheMistake(string text, string expected) =>
        Assert.Contains(new PostgresOptions { ConnectionString = text }.Check(), w => w.Contains(expected) && w.StartsWith("Postgres:ConnectionString"));

    [Fact]
    public void Check_OfAnUnreadableConnectionString_KeepsThePasswordToItself() =>
        Assert.DoesNotContain("secret", string.Concat(new PostgresOptions { ConnectionString = "Host=db;Password=a;secret=1" }.Check()));

    [Fact]
    public void Check_OfManyMistakes_NamesEachByItsSetting()
    {
        PostgresOptions options = new() { ConnectionString = Good, PasswordFile = "no/such/file", Schema = "Üben", AppendDeadlineSeconds = 0, AllowUnsafeSettings = ["sync"] };

        string all = string.Join('\n', options.Check());

        Assert.All(
            ["Postgres:PasswordFile", "Postgres:Schema", "Postgres:AppendDeadlineSeconds", "Postgres:AllowUnsafeSettings"],
            (string setting) => Assert.Contains(setting, all));
    }

    [Fact]
    public void Describe_OfAConnectionWithAPassword_DoesNotTellIt() =>
        Assert.DoesNotContain("secret", new PostgresOptions { ConnectionString = Good + ";Password=secret" }.Describe());
}
