using Distribution.ServiceDefaults;

namespace Distribution.TaskScheduling.Tasks;

/// <summary>Above a configured number of computers (Tasks:ConfirmAbove; none by default) a task must say how many its author knows that it reaches.</summary>
/// <param name="Computers">How many its author says; null is nothing.</param>
internal sealed record Confirmation(int? Computers)
{
    private const string Setting = "Tasks:ConfirmAbove";

    /// <summary>The number, or null for none.</summary>
    /// <exception cref="SettingException">The setting is no number.</exception>
    public static int? Above(IConfiguration configuration) => configuration[Setting] is { Length: > 0 } ? configuration.Whole(Setting, 0, least: 0) : null;

    /// <summary>Refuses a new task that reaches many computers and does not say so. Pure.</summary>
    /// <exception cref="CommandRefusedException">Says how many it would reach, which the repeated request may then confirm.</exception>
    public void RefuseUnless(int reached, int? above)
    {
        if (reached > above && Computers != reached)
        {
            throw new CommandRefusedException(
                $"The task reaches {reached} computers, more than {above}: repeat the request with confirmedComputers {reached}.");
        }
    }
}
