using Distribution.Contracts.TaskScheduling.V1;

namespace Distribution.TaskScheduling.Executions;

/// <summary>How a task's attempts are repeated by themselves, as the task said it when the instruction was made; null is always the default.</summary>
/// <param name="WindowMinutes">How long a computer that cannot be reached is tried (domain 6.2); null is 120 minutes.</param>
/// <param name="IntervalSeconds">The wait between two of these tries (domain 6.2); null is 120 seconds.</param>
public sealed record Repeating(IReadOnlyList<RetryRule>? Rules, int? WindowMinutes, int? IntervalSeconds)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(7);

    // Somebody else's installation is over sooner or later (exit code 1618).
    private static readonly RetryRule UsualRetryLater = new(ErrorClass.RetryLater, 3, 300, 2);

    /// <summary>What a task's parameters say; null when they say nothing, which is the platform's own.</summary>
    public static Repeating? Of(TaskParameters? parameters) =>
        parameters is { Retries: null, Installation: null or { RetryWindowMinutes: null, RetryIntervalSeconds: null } } or null
            ? null
            : new(parameters.Retries, parameters.Installation?.RetryWindowMinutes, parameters.Installation?.RetryIntervalSeconds);

    /// <summary>How long a computer is tried before its execution stands by until it makes contact.</summary>
    public static TimeSpan WindowOf(Repeating? repeating) => TimeSpan.FromMinutes(repeating?.WindowMinutes ?? 120);

    /// <summary>When the next attempt after an error begins; null when there is none.</summary>
    /// <param name="repeated">The errors after which it was repeated before.</param>
    public static DateTimeOffset? Next(Repeating? repeating, ErrorClass error, IReadOnlyList<ErrorClass>? repeated, DateTimeOffset now)
    {
        var rule = repeating?.Rules is { } rules ? rules.FirstOrDefault(r => r.On == error) : error == ErrorClass.RetryLater ? UsualRetryLater : null;
        var before = repeated?.Count(class_ => class_ == error) ?? 0;
        return rule is not null && before < rule.Count ? now + WaitOf(rule, before) : null;
    }

    /// <summary>When an instruction that no queue took goes out again; null when the retry window is over by then.</summary>
    public static DateTimeOffset? NextSending(Repeating? repeating, DateTimeOffset firstSentAt, DateTimeOffset now)
    {
        var next = now.AddSeconds(repeating?.IntervalSeconds ?? 120);
        return next <= firstSentAt + WindowOf(repeating) ? next : null;
    }

    private static TimeSpan WaitOf(RetryRule rule, int before)
    {
        var seconds = rule.IntervalSeconds * Math.Pow(rule.BackOff ?? 1, before);
        return seconds < LongestWait.TotalSeconds ? TimeSpan.FromSeconds(seconds) : LongestWait;
    }
}
