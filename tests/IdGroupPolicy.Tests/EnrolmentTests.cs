using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Distribution.Contracts;
using Distribution.IdGroupPolicy.Computers;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Distribution.IdGroupPolicy.Tests;

public sealed class EnrolmentTests(RunningService running)
{
    private HttpClient Client => running.Client;

    [Fact]
    public async Task A_computer_gets_an_identity_a_secret_and_a_queue()
    {
        var computer = await Client.EnrolAsync("enrol-1");

        computer.Secret.Length.ShouldBe(64);
        computer.Broker.User.ShouldBe(computer.ComputerId.ToString("D"));
        computer.Broker.Queue.ShouldBe(AgentQueue.NameFor(computer.ComputerId));
        computer.Broker.Address.ShouldNotContain("distribution:");
        (await QueueExistsAsync(computer.ComputerId)).ShouldBeTrue();
        var seen = await Client.SendAsync(HttpMethod.Get, $"/computers/{computer.ComputerId}");
        ((string?)seen["name"]).ShouldBe("enrol-1");
        seen.ToJsonString().ShouldNotContain(Secret.Sha256(computer.Secret));
    }

    [Fact]
    public async Task A_computer_that_comes_back_keeps_its_identity_and_gets_its_queue_again()
    {
        var computer = await Client.EnrolAsync("enrol-2");
        await using (var broker = await ConnectAsync())
        await using (var channel = await broker.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken))
            await channel.QueueDeleteAsync(computer.Broker.Queue, cancellationToken: TestContext.Current.CancellationToken);

        using var answer = await Client.TryEnrolAsync(Again(computer, "enrol-2-renamed"));

        (await answer.Content.ReadFromJsonAsync<EnrolledComputer>(TestContext.Current.CancellationToken)).ShouldBe(computer);
        (await QueueExistsAsync(computer.ComputerId)).ShouldBeTrue();
        ((string?)(await Client.SendAsync(HttpMethod.Get, $"/computers/{computer.ComputerId}"))["name"]).ShouldBe("enrol-2-renamed");
    }

    [Fact]
    public async Task A_computer_that_chose_its_identity_may_repeat_an_enrolment_whose_answer_was_lost()
    {
        var wish = new
        {
            key = await Client.KeyAsync(uses: 1), name = "enrol-3", operatingSystem = "linux", architecture = "x64",
            computerId = Guid.CreateVersion7(), secret = Secret.New(),
        };

        using var first = await Client.TryEnrolAsync(wish);
        using var second = await Client.TryEnrolAsync(wish);

        (await first.Content.ReadFromJsonAsync<EnrolledComputer>(TestContext.Current.CancellationToken))!.ComputerId.ShouldBe(wish.computerId);
        (await second.Content.ReadFromJsonAsync<EnrolledComputer>(TestContext.Current.CancellationToken))!.ComputerId.ShouldBe(wish.computerId);
    }

    [Fact]
    public async Task A_wrong_secret_is_refused_with_401_in_clear_words()
    {
        var computer = await Client.EnrolAsync("enrol-4");
        await RefusedAsync(Again(computer with { Secret = Secret.New() }, "enrol-4"), HttpStatusCode.Unauthorized, "do not belong together");
    }

    [Theory]
    [InlineData("guess")]
    [InlineData("019a0000000070008000000000000003.00")]
    public async Task An_unknown_key_is_refused_with_401_in_clear_words(string key) =>
        await RefusedAsync(New(key), HttpStatusCode.Unauthorized, "not known");

    [Fact]
    public async Task A_crowd_with_one_counted_key_is_admitted_exactly_as_often_as_the_key_says()
    {
        var key = await Client.KeyAsync(uses: 5);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Client.TryEnrolAsync(New(key, $"crowd-{n}"))));

        answers.Count(a => a.StatusCode == HttpStatusCode.OK).ShouldBe(5);
        answers.Count(a => a.StatusCode == HttpStatusCode.Forbidden).ShouldBe(15);
        Array.ForEach(answers, a => a.Dispose());
        await RefusedAsync(New(key), HttpStatusCode.Forbidden, "as often as it may");
    }

    [Fact]
    public async Task A_revoked_key_admits_nobody_and_the_list_never_shows_a_key()
    {
        var created = await Client.SendAsync(HttpMethod.Post, "/enrolment-keys", new { name = "lost" });
        (await Client.StatusAsync(HttpMethod.Delete, $"/enrolment-keys/{created["id"]}")).ShouldBe(204);

        await RefusedAsync(New((string)created["key"]!), HttpStatusCode.Forbidden, "revoked");
        var list = (await Client.SendAsync(HttpMethod.Get, "/enrolment-keys?limit=1000")).ToJsonString();
        list.ShouldContain((string)created["id"]!);
        list.ShouldNotContain(((string)created["key"]!).Split('.')[1]);
    }

    [Theory]
    [InlineData("{\"expiresAt\":\"2020-01-01T00:00:00Z\"}", "expiresAt")]
    [InlineData("{\"usesAllowed\":0}", "usesAllowed")]
    public async Task A_key_that_could_admit_nobody_is_not_created(string body, string field) =>
        await InvalidAsync("/enrolment-keys", body, field);

    [Theory]
    [InlineData("{\"name\":\"\",\"operatingSystem\":\"linux\",\"architecture\":\"x64\"}", "name")]
    [InlineData("{\"name\":\"a\",\"operatingSystem\":\"beos\",\"architecture\":\"x64\"}", "operatingSystem")]
    [InlineData("{\"name\":\"a\",\"operatingSystem\":\"linux\",\"architecture\":\"sparc\"}", "architecture")]
    [InlineData("{\"name\":\"a\",\"operatingSystem\":\"linux\",\"architecture\":\"x64\",\"secret\":\"short\"}", "secret")]
    public async Task A_malformed_enrolment_names_the_field(string body, string field) => await InvalidAsync("/enrolments", body, field);

    [Fact]
    public async Task A_removed_computer_loses_its_queue_its_groups_and_its_way_back()
    {
        var group = await Client.GroupAsync("enrol-removal");
        var computer = await Client.EnrolAsync("enrol-5", await Client.KeyAsync(group: group));
        (await Client.MembersAsync(group)).ShouldBe([computer.ComputerId]);

        (await Client.StatusAsync(HttpMethod.Delete, $"/computers/{computer.ComputerId}")).ShouldBe(204);

        (await QueueExistsAsync(computer.ComputerId)).ShouldBeFalse();
        (await Client.StatusAsync(HttpMethod.Get, $"/computers/{computer.ComputerId}")).ShouldBe(404);
        (await Client.StatusAsync(HttpMethod.Delete, $"/computers/{computer.ComputerId}")).ShouldBe(204);
        await RefusedAsync(Again(computer, "enrol-5"), HttpStatusCode.Forbidden, "was removed");
        await Eventually.Holds(async () => (long)(await Client.SendAsync(HttpMethod.Get, $"/groups/{group}"))["members"]!, n => n == 0, "the group is empty");
    }

    [Fact]
    public async Task An_unknown_computer_is_not_found()
    {
        (await Client.StatusAsync(HttpMethod.Get, $"/computers/{Guid.NewGuid()}")).ShouldBe(404);
        (await Client.StatusAsync(HttpMethod.Delete, $"/computers/{Guid.NewGuid()}")).ShouldBe(404);
    }

    private static object New(string key, string name = "enrol-x") => new { key, name, operatingSystem = "linux", architecture = "x64" };

    private static object Again(EnrolledComputer computer, string name) =>
        new { computerId = computer.ComputerId, secret = computer.Secret, name, operatingSystem = "linux", architecture = "x64" };

    private async Task RefusedAsync(object body, HttpStatusCode status, string words)
    {
        using var answer = await Client.TryEnrolAsync(body);
        answer.StatusCode.ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await answer.Content.ReadAsStringAsync()).ShouldContain(words);
    }

    private async Task InvalidAsync(string path, string body, string field)
    {
        using var answer = await Client.PostAsJsonAsync(path, JsonNode.Parse(body));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonObject>())!["errors"]!.AsObject().Select(e => e.Key).ShouldContain(field);
    }

    private async Task<bool> QueueExistsAsync(Guid computer)
    {
        await using var broker = await ConnectAsync();
        await using var channel = await broker.CreateChannelAsync();
        try
        {
            await channel.QueueDeclarePassiveAsync(AgentQueue.NameFor(computer));
            return true;
        }
        catch (OperationInterruptedException missing) when (missing.ShutdownReason?.ReplyCode == 404)
        {
            return false;
        }
    }

    private Task<IConnection> ConnectAsync() => new ConnectionFactory { Uri = running.Service.BrokerUri }.CreateConnectionAsync();
}
