using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.Agent.Actions;

/// <summary>Values that an operator gave under a name of a secret are not repeated to anybody.</summary>
internal static class Secrets
{
    private const int Shortest = 4;

    private static readonly string[] names = ["PASSWORD", "PASSWD", "PWD", "SECRET", "TOKEN", "KEY", "CREDENTIAL"];

    public static Verdict Mask(ActionInstruction action, Verdict verdict) =>
        verdict with { OutputTail = Mask(action, verdict.OutputTail), Reason = verdict.Reason is null ? null : Mask(action, verdict.Reason) };

    private static string Mask(ActionInstruction action, string text) => (action.Settings?.Environment ?? new Dictionary<string, string>())
        .Where(one => one.Value.Length >= Shortest && names.Any(name => one.Key.Contains(name, StringComparison.OrdinalIgnoreCase)))
        .Aggregate(text, (masked, one) => masked.Replace(one.Value, "***", StringComparison.Ordinal));
}
