using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Distribution.ServiceDefaults;

/// <summary>A figure that the database knows: read every fifteen seconds and not at every scrape, so however many ask, it costs the same.</summary>
/// <param name="Sql">Answers rows of a label's value (text, or null where there is no label) and a number (double precision); never by reading a table that grows with the fleet.</param>
/// <param name="Label">What its rows differ by, or null for one row.</param>
public sealed record Figure(string Name, string Unit, string Description, string Sql, string? Label = null)
{
    /// <summary>Whether it is read at every fourth look only: for what takes some milliseconds.</summary>
    public bool IsSlow { get; init; }
}

/// <summary>Reads the figures of a service and tells the last of each. A figure that cannot be read is left out rather than told as it was.</summary>
internal sealed class Figures : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, IReadOnlyList<Measurement<double>>> _last = [];
    private readonly IReadOnlyList<Figure> _figures;
    private readonly IConfiguration _configuration;
    private readonly ILogger<Figures> _logger;
    private readonly TimeProvider _clock;

    public Figures(IEnumerable<Figure> figures, IConfiguration configuration, IMeterFactory meters, TimeProvider clock, ILogger<Figures> logger)
    {
        (_figures, _configuration, _clock, _logger) = ([.. figures], configuration, clock, logger);
        var meter = meters.Create(Telemetry.Name);
        foreach (var figure in _figures)
            meter.CreateObservableGauge(figure.Name, () => _last.GetValueOrDefault(figure.Name, []), figure.Unit, figure.Description);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_configuration.Database()) { MaxPoolSize = 1, CommandTimeout = 10 });
        using var timer = new PeriodicTimer(Pause, _clock);
        var look = 0;
        do
        {
            foreach (var figure in _figures.Where(figure => !figure.IsSlow || look % 4 == 0))
                await ReadAsync(database, figure, stoppingToken);
        }
        while (++look > 0 && await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task ReadAsync(NpgsqlDataSource database, Figure figure, CancellationToken ct)
    {
        try
        {
            await using var command = database.CreateCommand(figure.Sql);
            await using var reader = await command.ExecuteReaderAsync(ct);
            var rows = new List<Measurement<double>>();
            while (await reader.ReadAsync(ct))
            {
                if (!reader.IsDBNull(1))
                    rows.Add(figure.Label is { } label ? new(reader.GetDouble(1), new KeyValuePair<string, object?>(label, reader.GetString(0))) : new(reader.GetDouble(1)));
            }

            _last[figure.Name] = rows;
        }
        // Whatever it is, the next look may do better, and a service does not end for want of a figure.
#pragma warning disable CA1031
        catch (Exception fault) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            _last[figure.Name] = [];
            _logger.LogDebug("The figure {Figure} could not be read: {Reason}", figure.Name, fault.Message);
        }
    }
}
