using Distribution.Agent.Journals;
using Distribution.Agent.Processes;

namespace Distribution.Agent.Actions;

/// <summary>The work folders of one run of an action: one for each program that it may take. Each runs once, so that asking again finds how it went.</summary>
internal sealed class Steps(string folder, AttemptId id, int action, int run)
{
    public WorkFolder Before => Of("-before");

    public WorkFolder Main => Of("");

    public WorkFolder After => Of("-after");

    public WorkFolder OnError => Of("-error");

    public WorkFolder Restore => Of("-restore");

    /// <summary>Whether anything was ever begun; what was judged before it is not judged again.</summary>
    public bool HaveBegun => Before.IsClaimed || Main.IsClaimed;

    private WorkFolder Of(string step) => new(Path.Combine(folder, $"{id}-{action}-{run}{step}"));
}
