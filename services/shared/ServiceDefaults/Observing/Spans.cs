using System.Diagnostics;

namespace Distribution.ServiceDefaults;

/// <summary>Spans of the street: each continues the trace that a message carries, whatever else runs at the moment. None is made where nobody listens.</summary>
public static class Spans
{
    /// <summary>A message is being processed.</summary>
    /// <param name="what">The message's type.</param>
    /// <param name="traceParent">The trace that it carries, or null: then a new one begins.</param>
    public static Activity? Process(string what, string? traceParent) => Start($"process {what}", ActivityKind.Consumer, traceParent);

    /// <summary>What a computer did, told from its reports: the agent itself sends no spans.</summary>
    public static void Past(string name, string? traceParent, DateTimeOffset from, DateTimeOffset to, params ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!Telemetry.Source.HasListeners() || !ActivityContext.TryParse(traceParent, null, out var trace))
            return;
        using var activity = Telemetry.Source.StartActivity(ActivityKind.Internal, trace, [.. tags], startTime: from, name: name);
        // A computer's clock may have been set back meanwhile.
        activity?.SetEndTime((to < from ? from : to).UtcDateTime);
    }

    /// <summary>A message is being published, for the trace of the event that it tells of.</summary>
    internal static Activity? Publish(string what, string? traceParent) =>
        Telemetry.Source.HasListeners() && ActivityContext.TryParse(traceParent, null, out _) ? Start($"publish {what}", ActivityKind.Producer, traceParent) : null;

    private static Activity? Start(string name, ActivityKind kind, string? traceParent) => ActivityContext.TryParse(traceParent, null, out var trace)
        ? Telemetry.Source.StartActivity(name, kind, trace)
        : Telemetry.Source.StartActivity(name, kind);
}
