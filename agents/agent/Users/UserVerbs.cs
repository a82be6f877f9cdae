namespace Distribution.Agent.Users;

/// <summary>What the user says in one command: offers, install NAME, postpone NAME, begin NAME, hold, resume.</summary>
internal static class UserVerbs
{
    public static readonly string[] All = ["offers", "postpone", "begin", "hold", "resume"];

    /// <returns>0; 1 when the agent refuses, and 2 when it does not answer.</returns>
    public static async Task<int> Say(AgentOptions options, string verb, string? what, TextWriter console)
    {
        var answer = await UserPipe.Ask(UserPipe.Of(options.Data), verb switch
        {
            "offers" => new("look"),
            "install" => new("begin", what),
            _ => new(verb, what),
        });
        if (answer is null)
        {
            console.WriteLine("The agent does not answer; is it running?");
            return 2;
        }
        if (answer.Refusal is { } refusal)
        {
            console.WriteLine(refusal);
            return 1;
        }
        var shown = verb == "offers" ? answer.Items.Where(item => item.Phase == UserPhase.Offered).ToList() : answer.Items;
        foreach (var item in shown)
            console.WriteLine(UserScreen.Describe(item, DateTimeOffset.UtcNow));
        if (verb == "offers" && shown.Count == 0)
            console.WriteLine("Nothing is offered to this computer.");
        return 0;
    }
}
