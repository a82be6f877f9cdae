using Distribution.Agent.Updates;
using Distribution.Testing.Platform;
using static Distribution.Agent.Tests.Facts;

namespace Distribution.Agent.Tests;

public class A_new_version_of_the_agent
{
    [Fact]
    public async Task It_takes_the_place_of_the_one_before_when_it_reaches_the_server()
    {
        await using var server = await PlayedServer.StartAsync("update");
        using var agent = new AgentProcess(server);
        agent.Start();
        var program = Path.GetDirectoryName(Repository.Program("agents/agent", "distribution-agent"))!;
        var files = Directory.GetFiles(program, "*", SearchOption.AllDirectories).Select(file => (Path.GetRelativePath(program, file), File.ReadAllBytes(file)));
        var update = server.Task(Do.Install(1, server.Content("agent.zip", Zipped.Of([.. files])), software: UpdateAgent.SoftwareName));
        await server.SendAsync(update);
        (await server.FinalOf(update, TimeSpan.FromMinutes(2))).Text("state").ShouldBe("Succeeded", agent.Log);
        agent.Log.ShouldContain("is well, and stays");

        // It works, and is started in the place of the installed one from now on.
        await Works(server);
        agent.Kill();
        agent.Start();
        await Works(server);
        agent.Log.Split("Computer ").Length.ShouldBe(4, $"three starts, of which two are the new version's: {agent.Log}");
    }

    [Fact]
    public async Task One_that_does_not_get_so_far_is_given_up_and_the_one_before_runs_again()
    {
        await using var server = await PlayedServer.StartAsync("bad-update");
        using var agent = new AgentProcess(server);
        agent.Start();
        var bad = Zipped.Of(("agent/distribution-agent", "#!/bin/sh\ntest \"$1\" = version && echo 9.9.9 && exit 0\nexit 1\n"u8.ToArray()));
        var update = server.Task(Do.Install(1, server.Content("bad.zip", bad), software: UpdateAgent.SoftwareName));
        await server.SendAsync(update);
        var final = await server.FinalOf(update, TimeSpan.FromMinutes(2));
        final.Text("reason").ShouldBe(
            "Action 1 (Install bad.zip): The new agent was started, but it ended 3 times without being well; the version before runs again.");
        await Works(server);

        var none = server.Task(Do.Install(1, server.Content("none.zip", Zipped.Of(("distribution-agent", "#!/bin/sh\nexit 1\n"u8.ToArray()))), software: UpdateAgent.SoftwareName));
        await server.SendAsync(none);
        (await server.FinalOf(none)).Text("reason").ShouldContain("The agent in none.zip does not run on this computer.");
        await Works(server);
    }

    [Fact]
    public void A_trial_ends_with_the_server_s_word_after_three_starts_or_when_its_time_is_over()
    {
        var tried = VersionState.Installed.Try("new", "me", Noon.AddMinutes(10));
        var (first, folder) = tried.Start(Noon);
        (folder, first.Trial!.Starts).ShouldBe(("new", 1));
        first.IsWell(null).ShouldBe(first, "the installed one speaks");
        var well = first.IsWell("new");
        (well.Current, well.Trial, well.EndOf("me")).ShouldBe(("new", null, new TrialEnd("me", null)));
        well.Start(Noon).Folder.ShouldBe("new");

        var second = well.Try("newer", "me again", Noon.AddMinutes(10));
        for (var start = 0; start < 3; start++)
            second = second.Start(Noon).Next;
        var (fallen, again) = second.Start(Noon);
        (again, fallen.Trial, fallen.EndOf("me again")!.Fault).ShouldBe(("new", null, "it ended 3 times without being well"));
        tried.Start(Noon.AddMinutes(10)).Folder.ShouldBeNull("its time is over");
    }

    private static async Task Works(PlayedServer server)
    {
        var task = server.Task(Do.Run(1, "/bin/true"));
        await server.SendAsync(task);
        (await server.FinalOf(task, TimeSpan.FromMinutes(1))).Text("state").ShouldBe("Succeeded");
    }
}
