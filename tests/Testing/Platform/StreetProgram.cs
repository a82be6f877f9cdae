using System.Runtime.InteropServices;

namespace Distribution.Testing.Platform;

/// <summary>One program of the street, in a process of its own: it may be stopped, killed and started again.</summary>
/// <param name="name">What to call it; its log file's name too.</param>
/// <param name="logs">The folder of the logs.</param>
/// <param name="command">The program and its arguments.</param>
/// <param name="environment">Its settings.</param>
/// <param name="health">Address that answers 200 when it is ready; null when it has none.</param>
/// <param name="authority">The file of whom that address's certificate is from; null where it has none.</param>
public sealed class StreetProgram(
    string name, string logs, IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, Uri? health, string? authority = null) : IAsyncDisposable
{
    private OwnedProcess? _process;

    /// <summary>What to call it.</summary>
    public string Name => name;

    /// <summary>Everything that it said, over all its starts.</summary>
    public string Log { get; } = Path.Combine(logs, name + ".log");

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => _process is { HasEnded: false };

    /// <summary>Where it answers; null when it has no health.</summary>
    public Uri? Address => health is null ? null : new Uri(health, "/");

    /// <summary>The same program once more, under another name, at another address and with some settings changed.</summary>
    public StreetProgram Twin(string twinName, Uri address, Func<string, string> change)
    {
        var changed = environment.ToDictionary(setting => setting.Key, setting => change(setting.Value));
        changed["ASPNETCORE_URLS"] = address.ToString();
        return new StreetProgram(twinName, logs, command, changed, new Uri(address, "health/ready"), authority);
    }

    /// <summary>The same program with some settings changed.</summary>
    public StreetProgram With(Func<string, string> change) =>
        new(name, logs, command, environment.ToDictionary(setting => setting.Key, setting => setting.Key == "ASPNETCORE_URLS" ? setting.Value : change(setting.Value)), health, authority);

    /// <summary>Starts it and waits until it is ready.</summary>
    public async Task StartAsync(CancellationToken cancel = default)
    {
        Begin();
        await ReadyAsync(cancel);
    }

    /// <summary>Starts it without waiting.</summary>
    public void Begin()
    {
        Directory.CreateDirectory(logs);
        _process = OwnedProcess.Start(command, environment, Log, patience: 20);
    }

    /// <summary>Waits until it is ready, 90 s at most; fails with its last words when it ends instead.</summary>
    public async Task ReadyAsync(CancellationToken cancel = default)
    {
        if (health is null)
            return;
        using var client = new HttpClient(LocalAuthority.Handler(authority)) { Timeout = TimeSpan.FromSeconds(5) };
        var end = DateTime.UtcNow.AddSeconds(90);
        for (var last = "no answer"; ; await Task.Delay(100, cancel))
        {
            try
            {
                using var answer = await client.GetAsync(health, cancel);
                if (answer.IsSuccessStatusCode)
                    return;
                last = $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancel)}";
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancel.IsCancellationRequested)
            {
                last = e.Message;
            }

            if (!IsRunning || DateTime.UtcNow > end)
                throw new InvalidOperationException($"{name} {(IsRunning ? "is not ready" : "ended")} ({last}). {Log} ends with:\n{LastWords()}");
        }
    }

    /// <summary>Ends it at once, with everything that it started, as a power cut would (kill -9).</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.EndedWithin(TimeSpan.FromSeconds(10));
        Forget();
    }

    /// <summary>Asks it to stop; one that has not stopped after 20 s is killed.</summary>
    public async Task StopAsync()
    {
        if (_process is null)
            return;
        _process.Signal(PosixSignal.SIGTERM);
        if (!await _process.EndedWithin(TimeSpan.FromSeconds(20)))
            _process.Kill();
        Forget();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await StopAsync();

    private void Forget()
    {
        _process?.Dispose();
        _process = null;
    }

    private string LastWords() =>
        File.Exists(Log) ? string.Join('\n', File.ReadLines(Log).TakeLast(30)) : "(nothing)";
}
