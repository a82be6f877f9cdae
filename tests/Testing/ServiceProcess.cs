using System.Reflection;
using System.Runtime.InteropServices;
using Distribution.ServiceDefaults;

namespace Distribution.Testing;

/// <summary>A service as a process of its own, so that a test can kill it.</summary>
public sealed class ServiceProcess : IDisposable
{
    private readonly Assembly _program;
    private readonly Dictionary<string, string> _settings;
    private readonly TemporaryFolder _folder = new("service");
    private OwnedProcess? _process;

    private ServiceProcess(Assembly program, Dictionary<string, string> settings, Uri address)
    {
        (_program, _settings) = (program, settings);
        Client = new HttpClient(new SignedCallers(SignedCallers.NameOf(program))) { BaseAddress = address };
    }

    /// <summary>Speaks HTTP with the service.</summary>
    public HttpClient Client { get; }

    /// <summary>The process's id; another one after each start.</summary>
    public int Id => _process!.Id;

    /// <summary>Everything that the service has printed.</summary>
    public string Output => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    private string LogFile => Path.Combine(_folder.Path, "output.txt");

    /// <summary>Starts the program of an assembly that lies beside the test's, with settings; waits until it is ready.</summary>
    public static async Task<ServiceProcess> StartAsync(Assembly program, params (string Name, string Value)[] settings)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var all = settings.ToDictionary(setting => setting.Name.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value);
        all["ASPNETCORE_URLS"] = address.ToString();
        all[CallerKeys.Setting.Replace(":", "__", StringComparison.Ordinal)] = SignedCallers.Key;
        var service = new ServiceProcess(program, all, address);
        await service.StartAgainAsync();
        return service;
    }

    /// <summary>Starts again at the same address; waits until /health/live answers.</summary>
    public async Task StartAgainAsync()
    {
        _process?.Dispose();
        _process = OwnedProcess.Start(["dotnet", _program.Location], _settings, LogFile);
        await Eventually.Holds(IsLiveAsync, live => live, $"{_program.GetName().Name} answers. {Output}", TimeSpan.FromSeconds(60));
    }

    /// <summary>Kill -9.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.EndedWithin(TimeSpan.FromSeconds(10));
    }

    /// <summary>SIGTERM, and the exit code.</summary>
    public async Task<int> StopAsync()
    {
        _process!.Signal(PosixSignal.SIGTERM);
        return await _process.EndedWithin(TimeSpan.FromSeconds(40)) ? _process.ExitCode : throw new TimeoutException($"It did not stop. {Output}");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _process?.Dispose();
        Client.Dispose();
        _folder.Dispose();
    }

    private async Task<bool> IsLiveAsync()
    {
        if (_process!.HasEnded)
            throw new InvalidOperationException($"{_program.GetName().Name} ended with {_process.ExitCode}. {Output}");
        try
        {
            using var answer = await Client.GetAsync(new Uri("/health/live", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
