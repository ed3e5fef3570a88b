namespace Backorders.Tidy.Tests;

/// <summary>The rules see code where there is code, and only there.</summary>
public sealed class CodeOnlyTests
{
    [Theory]
    [InlineData("a // b", "a     ")]
    [InlineData("a /* { */ b", "a         b")]
    [InlineData("""x = "{ \" }"; y""", """x = "      "; y""")]
    [InlineData("""x = @"{ "" \"; y""", """x = @"      "; y""")]
    [InlineData("""x = $"a {b("c")} {{d}}"; y""", """x = $"   b(" ")       "; y""")]
    [InlineData("x = '{'; y", "x =    ; y")]
    [InlineData(@"x = '\''; y", @"x =     ; y")]
    [InlineData("x = \"\"; y", "x = \"\"; y")]
    [InlineData("x = \"\"\"a \"b\" {\"\"\"; y", "x = \"\"\"       \"\"\"; y")]
    [InlineData("x = $$\"\"\"{a} {{b}}\"\"\"; y", "x = $$\"\"\"      b  \"\"\"; y")]
    public void Text_IsBlanked_AndCodeIsKept(string text, string code) => Assert.Equal(code, CodeOnly.Of(text));

    [Fact]
    public void Outline_FindsMethods_WithTheirLines()
    {
        SourceFile file = SourceFile.OfText("""
            namespace N;

            [Some(1)]
            public sealed class A(int x) : B
            {
                private readonly int[] list = [1, 2];

                public int P { get; init; } = new() { X = 1 };

                public int Long(int a)
                {
                    return a switch
                    {
                        1 => 2,
                    };
                }

                public int Short(int a) => a switch
                {
                    _ => a,
                };

                private sealed record C(int X);

                private enum D
                {
                    E,
                }
            }
            """);

        Assert.Equal(["A", "C", "D"], Outline.Types(file).Select(t => t.Name));
        Assert.Equal(["class", "record", "enum"], Outline.Types(file).Select(t => t.Kind));
        Assert.Equal(["public sealed ", "private sealed ", "private "], Outline.Types(file).Select(t => t.Modifiers));
        Assert.Equal(
            ["10-16 Long", "18-21 Short"],
            from method in Outline.Methods(file)
            from name in (string[])["Long", "Short"]
            where method.Header.Contains($" {name}(", StringComparison.Ordinal)
            select $"{file.LineOf(method.From)}-{file.LineOf(method.To)} {name}");
    }
}
