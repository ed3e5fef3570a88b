namespace Backorders.ReadModel.Reorders;

/// <summary>The inverse of the standard normal distribution.</summary>
public static class NormalQuantile
{
    private static readonly double[] Center = [2.50662823884, -18.61500062529, 41.39119773534, -25.44106049637];
    private static readonly double[] CenterBelow = [-8.47351093090, 23.08336743743, -21.06224101826, 3.13082909833];
    private static readonly double[] Tail = [-2.78718931138, -2.29796479134, 4.85014127135, 2.32121276858];
    private static readonly double[] TailBelow = [3.54388924762, 1.63706781897];

    /// <summary>The z below which a share of all values lies: 1.645 for 0.95. Right to seven digits and more (Beasley and Springer 1977, algorithm AS 111).</summary>
    /// <param name="share">Between 0 and 1, neither included.</param>
    public static double Of(double share)
    {
        double q = share - 0.5;
        if (Math.Abs(q) <= 0.42)
        {
            double r = q * q;
            return q * Polynomial(Center, r) / (1 + r * Polynomial(CenterBelow, r));
        }

        double t = Math.Sqrt(-Math.Log(q > 0 ? 1 - share : share));
        double z = Polynomial(Tail, t) / (1 + t * Polynomial(TailBelow, t));
        return q < 0 ? -z : z;
    }

    private static double Polynomial(double[] coefficients, double x)
    {
        double sum = 0;
        for (int i = coefficients.Length - 1; i >= 0; i--)
        {
            sum = sum * x + coefficients[i];
        }

        return sum;
    }
}
