using Akka.Actor.Setup;
using Akka.Hosting;
using Akka.Hosting.Coordination;

namespace Backorders.Actors.Hosting.Arbitration;

/// <summary>Names <see cref="RowLease"/> to the split-brain resolver.</summary>
internal sealed class RowLeaseOption : LeaseOptionBase
{
    public override string ConfigPath => "backorders.arbitration";

    public override Type Class => typeof(RowLease);

    public override void Apply(AkkaConfigurationBuilder builder, Setup? setup = null) =>
        builder.AddHocon($"{ConfigPath}.lease-class = \"{Class.FullName}, {Class.Assembly.GetName().Name}\"", HoconAddMode.Prepend);
}
