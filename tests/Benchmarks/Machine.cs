namespace Yrkesresan.Benchmarks;

/// <summary>How busy the machine is, to be stated beside every figure.</summary>
internal static class Machine
{
    public static string LoadAverage => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3));
}
