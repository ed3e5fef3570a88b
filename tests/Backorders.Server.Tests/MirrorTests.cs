using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Backorders.Server.Tests;

/// <summary>The closed lists of the contract are those of the domain, number by number.</summary>
public sealed class MirrorTests
{
    public static TheoryData<Type, string> Enums => new()
    {
        { typeof(Domain.ShipMode), "ShipMode" }, { typeof(Domain.Quality), "Quality" }, { typeof(Domain.ReceiptKind), "ReceiptKind" },
        { typeof(Domain.Source), "Source" }, { typeof(Domain.TaskKind), "TaskKind" }, { typeof(Domain.TaskState), "TaskState" },
        { typeof(Domain.ReasonCode), "ReasonCode" }, { typeof(Domain.SkipReason), "SkipReason" }, { typeof(Domain.Refusal), "Refusal" },
        { typeof(Domain.DispositionCode), "DispositionCode" },
    };

    [Theory]
    [MemberData(nameof(Enums))]
    public void Enum_OfTheDomain_HasTheSameNamesAndNumbersInTheContract(Type domain, string name)
    {
        EnumDescriptor contract = V1.CommonReflection.Descriptor.EnumTypes.Single(e => e.Name == name);
        string prefix = Scream(name) + "_";
        Assert.All(contract.Values, v => Assert.StartsWith(prefix, v.Name));
        Assert.Equal(
            Enum.GetNames(domain).Select(n => (Scream(n), (int)Enum.Parse(domain, n))).Where(v => v.Item1 != "UNSPECIFIED").OrderBy(v => v.Item2),
            contract.Values.Select(v => (v.Name[prefix.Length..], v.Number)).Where(v => v.Item1 != "UNSPECIFIED").OrderBy(v => v.Number));
    }

    [Fact]
    public void EveryRefusal_HasAStatusAndAName()
    {
        foreach (Domain.Refusal refusal in Enum.GetValues<Domain.Refusal>())
        {
            Assert.NotEqual(StatusCode.OK, RefusalStatus.CodeOf(refusal));
            Assert.Equal(Scream(refusal.ToString()), RefusalStatus.NameOf(refusal));
            Assert.Equal(Domain.Refusals.IsTransient(refusal), RefusalStatus.RetryAfter(refusal) is not null);
        }
    }

    private static string Scream(string pascal) => string.Concat(pascal.Select((c, i) => i > 0 && char.IsUpper(c) ? "_" + c : char.ToUpperInvariant(c).ToString()));
}
