using System.CommandLine;

namespace Distribution.Cli.Policies;

internal static class ApplyPolicy
{
    public static Command Preview(Shell shell)
    {
        var policy = new Argument<Guid>("policy");
        return shell.Run(new("preview", "Say which computers would join if a policy were applied to all.") { policy }, async (session, cancel) =>
        {
            var path = $"policies/{session.Value(policy)}/preview";
            var counts = await session.Gateway.Get($"{path}?limit=1", cancel);
            if (!session.Json)
                session.Answer(counts, $"Of {counts.Counted("judged", "computer")} the policy catches {counts.Number("caught")}; {counts.Number("wouldJoin")} would join.");
            return await session.List(
                session.Gateway.All(path, cancel), ("Id", c => c.Text("id")), ("Name", c => c.Text("name")), ("System", c => c.Text("operatingSystem")));
        });
    }

    public static Command Apply(Shell shell)
    {
        var policy = new Argument<Guid>("policy");
        return shell.Run(new("apply", "Apply a policy to all computers that there are.") { policy }, async (session, cancel) =>
        {
            var id = session.Value(policy);
            await session.Gateway.Post($"policies/{id}/applications", new { }, cancel);
            while (true)
            {
                var now = await session.Gateway.Get($"policies/{id}", cancel);
                if (now.Text("application.finishedAt").Length > 0)
                    return session.Answer(now, $"Of {now.Counted("application.judged", "computer")} {now.Number("application.joined")} joined.");
                await Task.Delay(TimeSpan.FromMilliseconds(300), cancel);
            }
        });
    }

    public static Command Remove(Shell shell)
    {
        var policy = new Argument<Guid>("policy");
        return shell.Run(new("remove", "Remove a policy; the members that it brought stay.") { policy }, async (session, cancel) =>
            session.Answer(await session.Gateway.Delete($"policies/{session.Value(policy)}", cancel), $"Removed {session.Value(policy)}."));
    }
}
