using System.Net;
using System.Net.Mail;
using Dapper;
using Npgsql;

namespace Distribution.Reporting.Digest;

/// <summary>
/// Sends the digest once a day, whichever replica comes first. The day is written down in the transaction in which the mail is handed
/// over: a server that refuses it is asked again, and a crash between the two sends it twice rather than not at all.
/// </summary>
internal sealed class SendDigest(NpgsqlDataSource database, DigestSettings settings, TimeProvider clock, ILogger<SendDigest> logger) : BackgroundService
{
    /// <summary>Outlives a set of tables.</summary>
    public const string Table = "create table if not exists reporting_control.digests (day date primary key, sent_at timestamptz not null)";

    private static readonly TimeSpan _pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (settings.IsWanted && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                var now = clock.GetUtcNow();
                if (DueAt(now, settings.At) is { } day)
                    await SendAsync(day, now, stoppingToken);
            }
            catch (Exception fault) when (fault is NpgsqlException or SmtpException or FormatException or InvalidOperationException)
            {
                logger.LogWarning("The digest is sent later: {Reason}", fault.Message);
            }

            await Task.Delay(_pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The day that is to be told of by now: yesterday, once the hour has come; pure.</summary>
    internal static DateOnly? DueAt(DateTimeOffset now, TimeOnly at) =>
        TimeOnly.FromDateTime(now.UtcDateTime) >= at ? DateOnly.FromDateTime(now.UtcDateTime).AddDays(-1) : null;

    private async Task SendAsync(DateOnly day, DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        const string Claim = "insert into reporting_control.digests (day, sent_at) values (@day::date, @now) on conflict do nothing";
        if (await connection.ExecuteAsync(Claim, new { day = day.ToString("O", null), now }, transaction) == 0)
            return;
        var digest = await DailyDigest.ReadAsync(connection, day);
        using var mail = new MailMessage { From = new MailAddress(settings.From!), Subject = digest.Subject, Body = digest.Body(settings.Address) };
        mail.To.Add(settings.To!);
        using var server = new SmtpClient(settings.Host!, settings.Port)
        {
            EnableSsl = settings.StartTls,
            Credentials = settings.User is null ? null : new NetworkCredential(settings.User, settings.Password),
        };
        await server.SendMailAsync(mail, ct);
        await transaction.CommitAsync(ct);
        logger.LogInformation("The digest of {Day} was sent.", day);
    }
}
