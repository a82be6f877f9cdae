namespace Distribution.Agent.Users;

/// <summary>`distribution-agent ui`: runs in the session of the user, tells him what is about to happen, and takes his answers.</summary>
/// <param name="notify">Shows a notification of the desktop.</param>
internal sealed class UserScreen(string place, TextWriter screen, Func<string, bool> notify, TimeProvider clock)
{
    private static readonly TimeSpan pause = TimeSpan.FromSeconds(2);

    private readonly Dictionary<Guid, UserPhase> told = [];
    private string lastLine = "";

    /// <summary>Until the token ends it.</summary>
    public async Task<int> Run(TextReader keyboard, CancellationToken ct)
    {
        var typing = Listen(keyboard, ct);
        screen.WriteLine("Commands: postpone [NAME], begin [NAME], hold, resume; with nothing to say, leave this open.");
        while (!ct.IsCancellationRequested)
        {
            Show(await UserPipe.Ask(place, new("look", null, IsSession: true), ct));
            await Task.Delay(pause, clock, ct).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
        await typing;
        return 0;
    }

    /// <summary>One item in words.</summary>
    public static string Describe(UserItem item, DateTimeOffset now) => item.Phase switch
    {
        UserPhase.Offered => $"{item.Name} is offered: distribution-agent install \"{item.Name}\"",
        UserPhase.Downloading => $"{item.Name} is being fetched: {item.Percent} %",
        UserPhase.Postponed => $"{item.Name} is put off until {item.At:HH:mm}",
        UserPhase.Countdown => $"{item.Message ?? item.Name} It begins in {Math.Max(0, (int)(item.At!.Value - now).TotalSeconds)} s.{(item.PostponementsLeft > 0 ? $" It may be put off {item.PostponementsLeft} more time(s)." : "")}",
        UserPhase.Blocked => $"{item.Name} waits for you to end: {string.Join(", ", item.Blocking ?? [])}",
        UserPhase.Running => $"{item.Name} is being carried out",
        _ => $"{item.Name} waits{(item.At is { } at ? $" until {at:u}" : "")}",
    };

    private void Show(UserAnswer? answer)
    {
        var now = clock.GetUtcNow();
        var line = answer is null
            ? "The agent does not answer."
            : string.Join(" | ", answer.Items.Select(item => Describe(item, now)).Concat(answer.HeldUntil is { } held ? [$"Held until {held:u}"] : []));
        if (line != lastLine && line.Length > 0)
            screen.WriteLine(line);
        lastLine = line;
        foreach (var item in answer?.Items ?? [])
        {
            // Once for each new state, not for each second of a countdown.
            if ((!told.TryGetValue(item.ExecutionId, out var before) || before != item.Phase) && item.Phase is UserPhase.Countdown or UserPhase.Blocked or UserPhase.Downloading)
                notify(Describe(item, now));
            told[item.ExecutionId] = item.Phase;
        }
    }

    private async Task Listen(TextReader keyboard, CancellationToken ct)
    {
        try
        {
            while (await keyboard.ReadLineAsync(ct) is { } line)
            {
                if (line.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var verb, .. var what])
                    screen.WriteLine(await UserPipe.Ask(place, new(verb, what.FirstOrDefault()), ct) is { } answer ? answer.Refusal ?? "So it is." : "The agent does not answer.");
            }
        }
        catch (OperationCanceledException)
        {
            // The session ends.
        }
    }
}
