using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Dapper;
using Distribution.Contracts.IdGroupPolicy.V1;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.Reporting.Overview;
using Microsoft.Extensions.DependencyInjection;

namespace Distribution.Reporting.Tests;

public sealed class ChangeStreamTests(ReportingService reporting) : IClassFixture<ReportingService>
{
    private static readonly DateTimeOffset _noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task What_changes_is_told_as_it_is_now_and_executions_only_to_those_who_follow_their_task()
    {
        var (task, other, computer) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await using var stream = await Follow($"/changes?task={task}");
        (await stream.Next()).EventType.ShouldBe("beat", "it opens at once");

        await reporting.HearsOf(
            new ComputerEnrolled(computer, 1, "pc-1", "linux", "x64", _noon),
            new TaskCreated(task, 1, "followed", TaskKind.Distribution, TaskClass.Administrator, [computer], [], [], null, null, _noon),
            new TaskCreated(other, 1, "not followed", TaskKind.Distribution, TaskClass.Administrator, [computer], [], [], null, null, _noon),
            new ExecutionRequested(Guid.NewGuid(), task, computer, 1, 1, _noon),
            new ExecutionRequested(Guid.NewGuid(), other, computer, 1, 1, _noon));

        (await stream.Until("computer", c => c.GetProperty("id").GetGuid() == computer)).GetProperty("name").GetString().ShouldBe("pc-1");
        await stream.Until("task", t => t.GetProperty("id").GetGuid() == other && t.GetProperty("counts").GetProperty("requested").GetInt64() == 1);
        var execution = await stream.Until("execution", e => e.GetProperty("taskId").GetGuid() == task);
        execution.GetProperty("state").GetString().ShouldBe("Requested");
        stream.Seen.ShouldNotContain(item => item.EventType == "execution" && item.Data.Contains(other.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stream_that_broke_off_goes_on_where_it_was()
    {
        var (before, meanwhile) = (Guid.NewGuid(), Guid.NewGuid());
        string place;
        await using (var stream = await Follow("/changes"))
        {
            await reporting.HearsOf(new GroupCreated(before, 1, "before", _noon));
            await stream.Until("group", g => g.GetProperty("id").GetGuid() == before);
            while (stream.Seen[^1].EventId is null)
                await stream.Next();
            place = stream.Seen[^1].EventId!;
        }
        await reporting.HearsOf(new GroupCreated(meanwhile, 1, "meanwhile", _noon));

        await using var resumed = await Follow("/changes", place);
        await resumed.Until("group", g => g.GetProperty("id").GetGuid() == meanwhile);
        resumed.Seen.ShouldNotContain(item => item.Data.Contains(before.ToString(), StringComparison.Ordinal), "it was told already");
    }

    [Fact]
    public async Task A_writer_that_commits_late_is_not_passed_over()
    {
        var (slow, quick) = (Guid.NewGuid(), Guid.NewGuid());
        await using var stream = await Follow("/changes");
        await stream.Next();

        await using var connection = await reporting.Tables();
        await using var late = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("insert into reporting.groups (group_id, name, changed) values (@slow, 'slow', pg_current_xact_id())", new { slow }, late);
        await reporting.HearsOf(new GroupCreated(quick, 1, "quick", _noon));        // a later transaction, committed before the other
        for (var looks = 0; looks < 3; looks++)
            await Task.Delay(ChangeFeed.Pause);                                     // the feed has looked, and must not have gone past
        await late.CommitAsync();

        await stream.Until("group", g => g.GetProperty("id").GetGuid() == slow);
        await stream.Until("group", g => g.GetProperty("id").GetGuid() == quick);
    }

    [Fact]
    public async Task A_listener_that_reads_slowly_misses_nothing_and_gets_what_it_missed_once()
    {
        var feed = reporting.Service.Services.GetRequiredService<ChangeFeed>();
        var group = Guid.NewGuid();
        using var end = new CancellationTokenSource();
        await using var events = FollowChanges.Events(feed, TimeProvider.System, null, null, default, end.Token).GetAsyncEnumerator();
        await events.MoveNextAsync();

        // More looks than the listener's buffer holds, each with something to tell; it takes none of them meanwhile.
        for (var version = 1; version <= 12; version++)
        {
            await reporting.HearsOf(new GroupRenamed(group, version, $"name {version}", _noon));
            await Task.Delay(ChangeFeed.Pause);
        }

        var names = new List<string>();
        var began = DateTime.UtcNow;
        while (!names.Contains("name 12"))
        {
            (DateTime.UtcNow - began).ShouldBeLessThan(TimeSpan.FromSeconds(60));
            (await events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue();
            if (events.Current.EventType == "group" && JsonDocument.Parse(events.Current.Data).RootElement is var told && told.GetProperty("id").GetGuid() == group)
                names.Add(told.GetProperty("name").GetString()!);
        }
        names.Count.ShouldBeLessThan(13);
        await end.CancelAsync();
    }

    [Fact]
    public async Task A_flood_is_told_as_one_line_that_asks_to_read_again()
    {
        var task = Guid.NewGuid();
        await using var stream = await Follow($"/changes?task={task}");
        await stream.Next();
        await reporting.Hears([.. Enumerable.Range(0, 1500).Select(_ => new Sent(Guid.NewGuid(), new ExecutionRequested(Guid.NewGuid(), task, Guid.NewGuid(), 1, 1, _noon)))]);

        var reload = await stream.Until("reload", _ => true);
        reload.GetProperty("kind").GetString().ShouldBe("execution");
        reload.GetProperty("taskId").GetGuid().ShouldBe(task);
        stream.Seen.Count(item => item.EventType == "execution").ShouldBeLessThanOrEqualTo(2 * ChangeRows.Most);
    }

    [Fact]
    public async Task A_place_that_is_none_is_refused_and_one_of_another_database_starts_again()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/changes") { Headers = { { "Last-Event-ID", "yesterday" } } };
        using var answer = await reporting.Client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        await using var stream = await Follow("/changes", $"{ulong.MaxValue}");
        (await stream.Next()).EventType.ShouldBe("reload");
    }

    private async Task<Followed> Follow(string path, string? place = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (place is not null)
            request.Headers.Add("Last-Event-ID", place);
        var answer = await reporting.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("text/event-stream");
        return new(answer, SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator());
    }

    private sealed class Followed(HttpResponseMessage answer, IAsyncEnumerator<SseItem<string>> events) : IAsyncDisposable
    {
        private readonly DateTime _began = DateTime.UtcNow;

        public List<SseItem<string>> Seen { get; } = [];

        public async Task<SseItem<string>> Next()
        {
            (await events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue();
            Seen.Add(events.Current);
            return events.Current;
        }

        /// <summary>What was told of this kind, now or earlier; the order within one look is not promised.</summary>
        public async Task<JsonElement> Until(string kind, Func<JsonElement, bool> condition)
        {
            for (var checkedSoFar = 0; ; await Next())
            {
                for (; checkedSoFar < Seen.Count; checkedSoFar++)
                {
                    if (Seen[checkedSoFar].EventType == kind && JsonDocument.Parse(Seen[checkedSoFar].Data).RootElement is var told && condition(told))
                        return told;
                }
                (DateTime.UtcNow - _began).ShouldBeLessThan(TimeSpan.FromSeconds(60), $"no such {kind} among {string.Join(", ", Seen.Select(item => item.EventType))}");
            }
        }

        public ValueTask DisposeAsync()
        {
            answer.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
