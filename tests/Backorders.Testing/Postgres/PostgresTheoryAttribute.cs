using Xunit;

namespace Backorders.Testing.Postgres;

/// <summary>A theory that needs PostgreSQL's programs: skipped where they are missing, but failing there on CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = PostgresPrograms.WhySkip;
}
