using System.Diagnostics;
using System.Globalization;

namespace Distribution.Benchmarks.Dispatch;

/// <summary>Something done for many computers, or with many reports.</summary>
/// <param name="Rate">Of them per second.</param>
/// <param name="Cpu">Microseconds of processor time for each: this process, the broker, the database.</param>
internal sealed record Work(double Seconds, double Rate, string Cpu)
{
    public static async Task<Work> OnAsync(int many, Func<Task> work)
    {
        var (own, servers, databases, watch) = (Benchmarks.Cpu.Own(), Benchmarks.Cpu.Servers(), Benchmarks.Cpu.Databases(), Stopwatch.StartNew());
        await work();
        var seconds = watch.Elapsed.TotalSeconds;
        (own, servers, databases) = (Benchmarks.Cpu.Own() - own, Benchmarks.Cpu.Servers() - servers, Benchmarks.Cpu.Databases() - databases);
        return new(seconds, many / seconds, string.Create(
            CultureInfo.InvariantCulture, $"{own / many:F0}+{(servers - databases) / many:F0}+{databases / many:F0} us"));
    }
}
