using Backorders.Server.Refusals;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Backorders.Server.Tests;

/// <summary>The closed lists of the contract are those of the domain, number by number.</summary>
public sealed class MirrorTests
{
    public static TheoryData<Type, string> Enums => new()
    {
        { typeof(Domain.Values.ShipMode), "ShipMode" }, { typeof(Domain.Values.Quality), "Quality" }, { typeof(Domain.Values.ReceiptKind), "ReceiptKind" },
        { typeof(Domain.Values.Source), "Source" }, { typeof(Domain.Values.TaskKind), "TaskKind" }, { typeof(Domain.Values.TaskState), "TaskState" },
        { typeof(Domain.Values.ReasonCode), "ReasonCode" }, { typeof(Domain.Values.SkipReason), "SkipReason" }, { typeof(Domain.Values.Refusal), "Refusal" },
        { typeof(Domain.Values.DispositionCode), "DispositionCode" },
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
        foreach (Domain.Values.Refusal refusal in Enum.GetValues<Domain.Values.Refusal>())
        {
            Assert.NotEqual(StatusCode.OK, RefusalStatus.CodeOf(refusal));
            Assert.Equal(Scream(refusal.ToString()), RefusalStatus.NameOf(refusal));
            Assert.Equal(Domain.Values.Refusals.IsTransient(refusal), RefusalStatus.RetryAfter(refusal) is not null);
        }
    }

    private static string Scream(string pascal) => string.Concat(pascal.Select((c, i) => i > 0 && char.IsUpper(c) ? "_" + c : char.ToUpperInvariant(c).ToString()));
}
