using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.Reporting.Digest;

namespace Distribution.Reporting.Tests;

public sealed class DigestTests
{
    [Theory]
    [InlineData("2026-06-02T05:59:59Z", null)]
    [InlineData("2026-06-02T06:00:00Z", "2026-06-01")]
    [InlineData("2026-06-02T23:00:00Z", "2026-06-01")]
    public void A_day_is_told_of_on_the_next_once_the_hour_has_come(string now, string? day) =>
        SendDigest.DueAt(DateTimeOffset.Parse(now, null), new TimeOnly(6, 0))?.ToString("O", null).ShouldBe(day);

    [Fact]
    public async Task The_digest_of_yesterday_arrives_at_a_mail_server_once_also_from_two_replicas()
    {
        await using var mail = new MailServer();
        var database = await PrivatePostgres.CreateDatabaseAsync("digest");
        var broker = (await PrivateRabbitMq.CreateVirtualHostAsync("digest")).ToString();
        (string, string)[] settings =
        [
            ("ConnectionStrings:Database", database), ("RabbitMq:Uri", broker), ("Digest:Host", "127.0.0.1"), ("Digest:Port", $"{mail.Port}"), ("Digest:StartTls", "false"),
            ("Digest:From", "distribution@example.org"), ("Digest:To", "operators@example.org,night@example.org"), ("Digest:At", "00:00"), ("Digest:Address", "https://distribution.example.org"),
        ];
        await using var one = await ServiceUnderTest.StartAsync(Program.Build, settings);
        await using var two = await ServiceUnderTest.StartAsync(Program.Build, settings);

        await Eventually.Holds(() => Task.FromResult(mail.Received.Count), count => count >= 1, "the digest arrives");
        var received = mail.Received.First();
        received.To.ShouldBe(["<operators@example.org>", "<night@example.org>"]);
        received.Text.ShouldContain("Subject: Distribution, ");
        received.Text.ShouldContain("0 computers");
        await Eventually.Holds(
            async () =>
            {
                await using var tables = new Npgsql.NpgsqlConnection(database);
                await tables.OpenAsync();
                return await Dapper.SqlMapper.ExecuteScalarAsync<long>(tables, "select count(*) from reporting_control.digests");
            },
            days => days == 1, "the day is written down");
        mail.Received.Count.ShouldBe(1, "the other replica waited for the first one's transaction and found the day done");
    }

    [Fact]
    public void A_digest_names_what_ended_with_the_worst_first()
    {
        static TaskReports.TaskReport Task(string name, long failed)
        {
            var counts = new TaskReports.ExecutionCounts(0, 0, 0, 0, 0, 0, 0, 10, failed, 0, 0, 0, 0, 0);
            return new(Guid.NewGuid(), name, TaskKind.Distribution, TaskClass.Administrator, TaskReports.TaskProgress.Completed, counts.Computers, counts.Finished, counts.Errors,
                counts, [], [], default, null, null, null, null, null, null, null);
        }

        var digest = new DailyDigest(new(2026, 6, 1), [Task("well", 0), Task("badly", 3)], [], [("BadExitCode", 1603, 3)], 4, 100_000);
        digest.Subject.ShouldBe("Distribution, 2026-06-01: 2 tasks ended, 3 failures, 0 running");
        var body = digest.Body(new("https://distribution.example.org"));
        body.IndexOf("badly", StringComparison.Ordinal).ShouldBeLessThan(body.IndexOf("well", StringComparison.Ordinal));
        body.ShouldContain("100,000 computers; 4 executions stand by");
        body.ShouldContain("3  BadExitCode, exit code 1603");
        body.ShouldContain($"https://distribution.example.org/tasks/{digest.Ended[1].Id}");
    }

    /// <summary>A mail server of the test's own: as much of SMTP as a client needs that hands over one message.</summary>
    private sealed class MailServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _end = new();
        private readonly Task _serving;

        public MailServer()
        {
            _listener.Start();
            _serving = ServeAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public ConcurrentQueue<(List<string> To, string Text)> Received { get; } = [];

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            _listener.Stop();
            await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _end.Dispose();
        }

        private async Task ServeAsync()
        {
            while (!_end.IsCancellationRequested)
                _ = TalkAsync(await _listener.AcceptTcpClientAsync(_end.Token));
        }

        private async Task TalkAsync(TcpClient client)
        {
            using var _ = client;
            using var read = new StreamReader(client.GetStream(), Encoding.ASCII);
            await using var write = new StreamWriter(client.GetStream(), Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
            var to = new List<string>();
            await write.WriteLineAsync("220 here");
            while (await read.ReadLineAsync(_end.Token) is { } line)
            {
                var word = line.Split(' ', ':')[0].ToUpperInvariant();
                if (word == "RCPT")
                    to.Add(line.Split(':')[1].Trim());
                if (word == "DATA")
                {
                    await write.WriteLineAsync("354 go on");
                    var text = new StringBuilder();
                    while (await read.ReadLineAsync(_end.Token) is { } content && content != ".")
                        text.AppendLine(content);
                    Received.Enqueue((to, text.ToString()));
                }

                await write.WriteLineAsync(word == "QUIT" ? "221 bye" : "250 good");
            }
        }
    }
}
