using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Distribution.ServiceDefaults;

/// <summary>What only the broker's management plugin can do. Its address, with user and password, is the setting RabbitMq:Management.</summary>
public sealed class BrokerManagement : IDisposable
{
    private readonly HttpClient? _http;
    private readonly ILogger<BrokerManagement> _logger;

    /// <summary>Nothing is asked of the plugin until something is to be done.</summary>
    public BrokerManagement(IConfiguration configuration, ILogger<BrokerManagement> logger)
    {
        _logger = logger;
        if (AddressOf(configuration) is not { } address)
            return;
        _http = new HttpClient { BaseAddress = new UriBuilder(address) { UserName = "", Password = "" }.Uri, Timeout = TimeSpan.FromSeconds(20) };
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(address.UserInfo)));
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", credentials);
    }

    /// <summary>The plugin's address, or null when it is not set.</summary>
    /// <exception cref="SettingException">It is no address, or names no user.</exception>
    public static Uri? AddressOf(IConfiguration configuration) => configuration.Read("RabbitMq:Management", text =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Contains(':', StringComparison.Ordinal)
            ? address
            : throw new FormatException("it is no address such as http://user:password@rabbitmq:15672/."));

    /// <summary>Closes every connection of a user.</summary>
    /// <returns>False when the plugin's address is not set; then open connections stay until they end.</returns>
    /// <exception cref="HttpRequestException">The plugin does not answer, or refuses.</exception>
    public async Task<bool> CloseConnectionsAsync(string user, string reason, CancellationToken ct)
    {
        if (_http is null)
        {
            _logger.LogWarning("The connections of {User} stay open: RabbitMq:Management is not set. ({Reason})", user, reason);
            return false;
        }

        using var request = new HttpRequestMessage(HttpMethod.Delete, new Uri($"api/connections/username/{Uri.EscapeDataString(user)}", UriKind.Relative));
        request.Headers.Add("X-Reason", reason);
        using var answer = await _http.SendAsync(request, ct);
        // A user without connections is unknown to the plugin.
        if (answer.StatusCode != HttpStatusCode.NotFound)
            answer.EnsureSuccessStatusCode();
        return true;
    }

    /// <inheritdoc />
    public void Dispose() => _http?.Dispose();
}
