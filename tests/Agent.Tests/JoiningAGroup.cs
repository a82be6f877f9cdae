using Distribution.Agent.Connections;
using Distribution.Agent.Groups;
using Microsoft.AspNetCore.Http;

namespace Distribution.Agent.Tests;

public sealed class JoiningAGroup : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder folder = new("joining");

    private string File => Path.Combine(folder.Path, "group-requests.json");

    [Fact]
    public async Task A_request_is_sent_in_the_computers_own_name_and_what_became_of_it_is_shown()
    {
        await using var server = await PlayedServer.StartAsync("joining");
        server.Gateway.Register = asked => asked.GetProperty("password").GetString() == "open sesame"
            ? Results.Json(new { groupId = Guid.NewGuid(), name = "Accounting" })
            : Results.Problem("There is no such ID group open for self-registration, or the password is wrong.", statusCode: 403);
        await using var agent = new AgentUnderTest(server).Start();
        await Eventually.Holds(() => Task.FromResult(agent.Said), said => said.Contains("Connected", StringComparison.Ordinal), "the agent is connected");

        (await Say(agent.Data, "accounting", "guessed")).ShouldBe((1, "There is no such ID group open for self-registration, or the password is wrong.\n"));
        Status(agent.Data).ShouldContain("accounting: refused");
        (await Say(agent.Data, "accounting", "open sesame")).ShouldBe((0, "This computer is a member of Accounting.\n"));
        Status(agent.Data).ShouldContain("ID group      Accounting: a member since");

        var sent = server.Gateway.GroupRequests.Last();
        (sent.GetProperty("secret").GetString(), sent.GetProperty("group").GetString()).ShouldBe((server.Gateway.Identity!.Secret, "accounting"));
        (await System.IO.File.ReadAllTextAsync(Path.Combine(agent.Data, "group-requests.json"))).ShouldNotContain("sesame", Case.Sensitive, "an answered request needs its password no more");
        agent.Said.ShouldNotContain("sesame");
    }

    [Fact]
    public async Task What_is_asked_before_the_agents_first_start_waits_on_the_disk_and_is_sent_then()
    {
        await using var server = await PlayedServer.StartAsync("beforehand");
        await using var agent = new AgentUnderTest(server);
        (await Say(agent.Data, "Accounting", null)).ShouldBe((0, "The agent is not running; the request waits, and is sent when it is.\n"));
        Status(agent.Data).ShouldContain("Accounting: waits to be sent");
        server.Gateway.GroupRequests.ShouldBeEmpty();

        agent.Start();
        await Eventually.Holds(() => Task.FromResult(Status(agent.Data)), status => status.Contains("Accounting: a member since", StringComparison.Ordinal), "the request is sent and answered");
    }

    [Fact]
    public async Task A_server_that_is_away_is_asked_again_at_the_next_connection()
    {
        await using var gateway = await PlayedGateway.StartAsync();
        gateway.Register = _ => Results.StatusCode(503);
        var requests = new GroupRequests(File);
        requests.Ask("Accounting", null, Noon).ShouldBeNull();
        using var http = new HttpClient();
        using var stop = new CancellationTokenSource();
        var identity = new CurrentIdentity(new(Guid.CreateVersion7(), "secret", new("amqp://nowhere", "user", "queue")), Path.Combine(folder.Path, "identity.json"));
        // An hour at the least: only a connection can be what it is sent by.
        var never = new BackOff(new Random(1), TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        var sending = new SendGroupRequests(http, gateway.Address, identity, requests, never, TimeProvider.System, new AgentLog(null, TimeProvider.System, TextWriter.Null)).Run(stop.Token);
        await Eventually.Holds(() => Task.FromResult(gateway.GroupRequests.Count), count => count == 1, "the server is asked");
        requests.Of("Accounting")!.State.ShouldBe(GroupRequestState.Waiting);

        gateway.Register = _ => Results.Json(new { name = "Accounting" });
        await Eventually.Holds(
            () =>
            {
                requests.TryAgain();
                return Task.FromResult(requests.Of("Accounting")!.State);
            },
            state => state == GroupRequestState.Joined, "the request is answered");
        await stop.CancelAsync();
        await sending.ContinueWith(_ => { }, TaskScheduler.Default);
        GroupRequests.Read(File).ShouldHaveSingleItem().State.ShouldBe(GroupRequestState.Joined);
    }

    [Fact]
    public void Of_one_group_the_last_request_counts_and_an_answer_to_an_earlier_one_does_not_end_it()
    {
        var requests = new GroupRequests(File);
        requests.Ask("Sales", "old", Noon);
        var first = requests.Of("sales")!;
        requests.Ask("SALES", "new", Noon.AddMinutes(1));
        requests.Answer(first, GroupRequestState.Refused, "wrong", Noon.AddMinutes(2));

        GroupRequests.Read(File).ShouldHaveSingleItem().ShouldBe(new GroupRequest("SALES", "new", Noon.AddMinutes(1)));
    }

    [Fact]
    public void Only_so_many_wait_and_no_text_is_too_long()
    {
        var requests = new GroupRequests(File);
        for (var i = 0; i < 20; i++)
            requests.Ask($"Group {i}", null, Noon).ShouldBeNull();
        requests.Ask("One more", null, Noon).ShouldNotBeNull();
        requests.Ask("Group 3", "again", Noon).ShouldBeNull("it waits already");
        requests.Ask(" ", null, Noon).ShouldNotBeNull();
        requests.Ask(new string('x', 257), null, Noon).ShouldNotBeNull();
        requests.Ask("Group 3", new string('x', 257), Noon).ShouldNotBeNull();
        requests.All.Count.ShouldBe(20);
    }

    public void Dispose() => folder.Dispose();

    private static async Task<(int Code, string Said)> Say(string data, string group, string? password)
    {
        using var console = new StringWriter();
        var code = await JoinGroup.Say(Options(data), group, password, console, TimeSpan.FromMinutes(1));
        return (code, console.ToString());
    }

    private static string Status(string data)
    {
        using var console = new StringWriter();
        ShowStatus.Print(Options(data), console);
        return console.ToString();
    }

    private static AgentOptions Options(string data) => new(null, data, null, null, "pc-under-test");
}
