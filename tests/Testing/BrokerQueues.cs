using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using RabbitMQ.Client.Exceptions;

namespace Distribution.Testing;

/// <summary>Virtual hosts of a private node and the messages in their queues; through the management plugin where it runs, else by rabbitmqctl.</summary>
public sealed class BrokerQueues : IDisposable
{
    private readonly PrivateRabbitMq _broker;
    private readonly RabbitMqOptions _options;
    private readonly HttpClient? _management;

    internal BrokerQueues(PrivateRabbitMq broker, RabbitMqOptions options, RabbitMqNode node)
    {
        (_broker, _options) = (broker, options);
        if (!options.Management)
            return;
        _management = new HttpClient(LocalAuthority.Handler(options.Tls?.Authority)) { BaseAddress = new Uri($"{(options.Tls is null ? "http" : "https")}://127.0.0.1:{node.ManagementPort}/api/") };
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.User}:{options.Password}"));
        _management.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", credentials);
    }

    /// <summary>Every queue of a virtual host with the number of messages in it.</summary>
    public async Task<IReadOnlyDictionary<string, long>> MessagesAsync(string virtualHost)
    {
        if (_management is null)
        {
            var lines = await _broker.ControlAsync("list_queues", "-p", virtualHost, "--no-table-headers", "name", "messages");
            return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(line => line.Split('\t'))
                .Where(cells => cells.Length == 2)
                .ToDictionary(cells => cells[0], cells => long.Parse(cells[1], CultureInfo.InvariantCulture));
        }

        var address = $"queues/{Uri.EscapeDataString(virtualHost)}?disable_stats=true&enable_queue_totals=true";
        var queues = await _management.GetFromJsonAsync<JsonArray>(new Uri(address, UriKind.Relative));
        return await CountAsync(virtualHost, queues!.Where(queue => (bool?)queue!["exclusive"] != true).Select(queue => (string)queue!["name"]!));
    }

    /// <summary>
    /// Fails when a consumer gave a message up: the queues '..._error' and '..._skipped' of a virtual host must be empty.
    /// Every journey ends with this.
    /// </summary>
    public async Task ShouldHoldNoFailuresAsync(string virtualHost)
    {
        var failures = (await MessagesAsync(virtualHost))
            .Where(queue => queue.Value > 0 && (queue.Key.EndsWith("_error", StringComparison.Ordinal) || queue.Key.EndsWith("_skipped", StringComparison.Ordinal)))
            .Select(queue => $"{queue.Value} in {queue.Key}")
            .ToList();
        if (failures.Count > 0)
            throw new InvalidOperationException($"Messages were given up: {string.Join(", ", failures)}.");
    }

    /// <inheritdoc />
    public void Dispose() => _management?.Dispose();

    // The plugin's own counts are up to five seconds old: a message given up just now would not be among them.
    private async Task<IReadOnlyDictionary<string, long>> CountAsync(string virtualHost, IEnumerable<string> queues)
    {
        var messages = new Dictionary<string, long>();
        await using var connection = await _broker.ConnectAsync(_broker.UriOf(virtualHost));
        foreach (var queue in queues)
        {
            await using var channel = await connection.CreateChannelAsync();
            try
            {
                messages[queue] = (await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
            }
            catch (OperationInterruptedException)
            {
                // It went away in between.
            }
        }

        return messages;
    }

    internal async Task CreateVirtualHostAsync(string name)
    {
        if (_management is null)
        {
            if (!(await _broker.ControlAsync("list_vhosts", "--no-table-headers")).Split('\n').Contains(name))
                await _broker.ControlAsync("add_vhost", name);
            await _broker.ControlAsync("set_permissions", "-p", name, _options.User, ".*", ".*", ".*");
            return;
        }

        using var created = await _management.PutAsJsonAsync(new Uri($"vhosts/{Uri.EscapeDataString(name)}", UriKind.Relative), new { });
        created.EnsureSuccessStatusCode();
        var rights = new { configure = ".*", write = ".*", read = ".*" };
        var address = new Uri($"permissions/{Uri.EscapeDataString(name)}/{Uri.EscapeDataString(_options.User)}", UriKind.Relative);
        using var permitted = await _management.PutAsJsonAsync(address, rights);
        permitted.EnsureSuccessStatusCode();
    }
}
