using Xunit;

namespace Backorders.Testing.Postgres;

/// <summary>A fact that needs PostgreSQL's programs: skipped where they are missing, but failing there on CI.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresPrograms.WhySkip;
}
