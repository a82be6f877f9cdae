namespace Distribution.ServiceDefaults;

/// <summary>Asks a service on this machine whether it is ready: a container's health check, where there is no curl.</summary>
internal static class HealthQuestion
{
    public const string Verb = "--health";

    /// <summary>0 when /health/ready says yes, 1 and the reason when not. The port is where the same environment has the service listen.</summary>
    public static async Task<int> AskAsync(Func<string, string?> environment, TextWriter errors)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{PortOf(environment)}/health/ready"));
            if (answer.IsSuccessStatusCode)
                return 0;
            await errors.WriteLineAsync(await answer.Content.ReadAsStringAsync());
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            await errors.WriteLineAsync(fault.Message);
        }

        return 1;
    }

    /// <summary>The first port of ASPNETCORE_URLS, or of ASPNETCORE_HTTP_PORTS, or 8080 as in the images.</summary>
    internal static int PortOf(Func<string, string?> environment)
    {
        var address = environment("ASPNETCORE_URLS")?.Split(';')[0].Replace("*", "localhost", StringComparison.Ordinal).Replace("+", "localhost", StringComparison.Ordinal);
        if (Uri.TryCreate(address, UriKind.Absolute, out var uri))
            return uri.Port;
        return int.TryParse(environment("ASPNETCORE_HTTP_PORTS")?.Split(';')[0], out var port) ? port : 8080;
    }
}
