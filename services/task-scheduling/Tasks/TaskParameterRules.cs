using Distribution.Contracts.TaskScheduling.V1;
using Distribution.ServiceDefaults;
using FluentValidation;

namespace Distribution.TaskScheduling.Tasks;

/// <summary>The ranges of IDEAL's parameters (domain 6.2, 6.3).</summary>
internal sealed class TaskParameterRules : AbstractValidator<TaskParameters>
{
    private const int MostComputers = 1_000_000;

    public TaskParameterRules()
    {
        RuleFor(p => p.Priority).InclusiveBetween(-100, 100);
        RuleForEach(p => p.Retries).NotNull().SetValidator(new RetryRules());
        RuleFor(p => p.Retries).Must(rules => rules is null || rules.Select(rule => rule?.On).Distinct().Count() == rules.Count)
            .WithMessage("Each class of error has one rule at most.");
        RuleFor(p => p.Installation).SetValidator(new Installation()!);
        RuleFor(p => p.Running).SetValidator(new Running()!);
        RuleFor(p => p.User).SetValidator(new User()!);
    }

    private sealed class User : AbstractValidator<UserParameters>
    {
        public User()
        {
            RuleFor(u => u.Message).MaximumLength(2_000);
            RuleFor(u => u.CountdownSeconds).InclusiveBetween(0, 3_600);
            RuleFor(u => u.Postponements).InclusiveBetween(0, 100);
            RuleFor(u => u.PostponeMinutes).InclusiveBetween(1, 1_440);
            RuleFor(u => u.DeadlineMinutes).InclusiveBetween(1, 43_200);
        }
    }

    private sealed class Installation : AbstractValidator<InstallationParameters>
    {
        public Installation()
        {
            RuleFor(i => i.MostSimultaneous).InclusiveBetween(1, MostComputers);
            RuleFor(i => i.RetryWindowMinutes).InclusiveBetween(10, 9_999);
            RuleFor(i => i.RetryIntervalSeconds).InclusiveBetween(1, 86_400);
            RuleFor(i => i.ForceStopMinutes).InclusiveBetween(1, 10_080);
            RuleFor(i => i.Priority).IsInEnum();
            RuleFor(i => i.ServerAddress).MaximumLength(253).Must(address => Uri.CheckHostName(address) != UriHostNameType.Unknown)
                .When(i => i.ServerAddress is not null).WithMessage("The server's address must be an IP address or a host name.");
        }
    }

    private sealed class Running : AbstractValidator<RunningParameters>
    {
        public Running()
        {
            RuleFor(r => r.MostSimultaneous).InclusiveBetween(1, MostComputers);
            RuleFor(r => r.ActionTimeLimitSeconds).InclusiveBetween(1, TaskActionRules.LongestTimeLimitSeconds);
            RuleFor(r => r.SuccessCodes).Counts(1, 100).WithMessage("1 to 100 success codes may be given.");
            RuleFor(r => r.RunAs).IsInEnum();
            RuleFor(r => r.WithoutSession).IsInEnum();
            RuleFor(r => r.Timing).IsInEnum();
        }
    }

    private sealed class RetryRules : AbstractValidator<RetryRule>
    {
        public RetryRules()
        {
            RuleFor(r => r.On).IsInEnum();
            RuleFor(r => r.Count).InclusiveBetween(0, 100);
            RuleFor(r => r.IntervalSeconds).InclusiveBetween(1, 86_400);
            RuleFor(r => r.BackOff).InclusiveBetween(1, 10);
        }
    }
}

/// <summary>A rollout's waves say whom they take, in growing shares.</summary>
internal sealed class TaskRolloutRules : AbstractValidator<TaskRollout>
{
    private const int MostWaves = 50;

    public TaskRolloutRules()
    {
        RuleFor(r => r.Waves).NotEmpty().Counts(1, MostWaves).WithMessage($"A rollout has 1 to {MostWaves} waves.");
        RuleForEach(r => r.Waves).NotNull().SetValidator(new WaveRules());
        RuleFor(r => r.Waves).Must(Grow).WithMessage("Percentages count from the first computer on, so that each must be more than the one before.");
        RuleFor(r => r.SuccessPercent).InclusiveBetween(0, 100);
        RuleFor(r => r.FailureCount).InclusiveBetween(1, 1_000_000);
        RuleFor(r => r.FailurePercent).GreaterThan(0).LessThanOrEqualTo(100);
    }

    private static bool Grow(IReadOnlyList<TaskWave>? waves)
    {
        double[] percents = [.. (waves ?? []).Select(wave => wave?.Percent).OfType<double>()];
        return percents.Zip(percents.Skip(1)).All(pair => pair.First < pair.Second);
    }

    private sealed class WaveRules : AbstractValidator<TaskWave>
    {
        public WaveRules()
        {
            RuleFor(w => w).Must(w => (w.Count is null ? 0 : 1) + (w.Percent is null ? 0 : 1) + (w.GroupId is null ? 0 : 1) == 1)
                .WithMessage("A wave has either a count, a percentage or an ID group.");
            RuleFor(w => w.Count).InclusiveBetween(1, 1_000_000);
            RuleFor(w => w.Percent).GreaterThan(0).LessThanOrEqualTo(100);
            RuleFor(w => w.GroupId).NotEqual(Guid.Empty);
            RuleFor(w => w.PauseMinutes).InclusiveBetween(0, 527_040);
            RuleFor(w => w.Name).MaximumLength(256).Must(TaskTexts.Plain).WithMessage(TaskTexts.NoControls);
        }
    }
}
