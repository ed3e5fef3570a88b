using Xunit.Abstractions;
using Xunit.Sdk;

namespace Backorders.Testing.Postgres;

/// <summary>
/// For classes that inherit a conformance suite, whose tests are plain facts: none of them runs where PostgreSQL's programs are missing. Named in
/// <c>[TestCaseOrderer(OnlyWithPostgres.Name, OnlyWithPostgres.Assembly)]</c>.
/// </summary>
public sealed class OnlyWithPostgres : ITestCaseOrderer
{
    public const string Name = "Backorders.Testing.Postgres.OnlyWithPostgres";
    public const string Assembly = "Backorders.Testing";

    public IEnumerable<TTestCase> OrderTestCases<TTestCase>(IEnumerable<TTestCase> testCases)
        where TTestCase : ITestCase => PostgresPrograms.WhySkip is null ? testCases : [];
}
