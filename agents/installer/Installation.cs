using System.Net.NetworkInformation;

namespace Distribution.Installer;

/// <summary>Brings the agent to one computer (domain 6.6: probing, installing, and on hold when it could not be reached).</summary>
internal sealed class Installation(Target target, InstallationOrder order, SemaphoreSlim places, TimeProvider clock)
{
    private readonly RemoteShell _shell = new(target, order);
    private readonly List<string> _notes = [.. order.NotApplicable.Select(option => $"{option}: not applicable on this computer")];
    private IReadOnlyList<FileReport> _files = [];

    /// <summary>Tries until it succeeds, until trying again cannot help, or until the retry window is over.</summary>
    public async Task<InstallationReport> RunAsync(CancellationToken ct)
    {
        var started = clock.GetUtcNow();
        for (var tries = 1; ; tries++)
        {
            try
            {
                await InPlaceAsync(ct);
                return Report(InstallationState.Installed, null);
            }
            catch (InstallationFailedException failure)
            {
                return Report(InstallationState.Failed, failure.Message);
            }
            catch (UnreachableException unreachable)
            {
                if (RetryWindow.Next(started, clock.GetUtcNow(), order.RetryWindow, order.RetryInterval) is not { } wait)
                    return Report(InstallationState.StandBy, unreachable.Message);
                await Task.Delay(wait, clock, ct);
            }

            InstallationReport Report(InstallationState state, string? reason) =>
                new(target.ToString(), state, reason, tries, _files, _notes, started, clock.GetUtcNow());
        }
    }

    private async Task InPlaceAsync(CancellationToken ct)
    {
        await places.WaitAsync(ct);
        try
        {
            await TryAsync(ct);
        }
        finally
        {
            places.Release();
        }
    }

    private async Task TryAsync(CancellationToken ct)
    {
        _files = [];
        if (order.PingFirst)
            await PingAsync();

        var (folder, systemd) = await LookAsync(ct);
        var staging = (await _shell.RunAsync(RemoteScripts.MakeStaging, asRoot: false, ct)).Trim();
        try
        {
            await _shell.CopyAsync(folder, staging, ct);
            _files = AgentFiles.Compare(AgentFiles.Hashes(folder), await _shell.RunAsync(RemoteScripts.Sums(staging), asRoot: false, ct));
            if (_files.FirstOrDefault(file => file.State != FileState.Copied) is { } wrong)
                throw new InstallationFailedException($"{_files.Count(f => f.State != FileState.Copied)} of {_files.Count} files did not arrive, {wrong.Path} first.");
            await _shell.RunAsync(RemoteScripts.Install(order, staging, systemd), asRoot: true, ct);
        }
        catch (InstallationFailedException)
        {
            await _shell.RunAsync(RemoteScripts.RemoveStaging(staging), asRoot: true, ct);
            throw;
        }
    }

    private async Task PingAsync()
    {
        try
        {
            using var ping = new Ping();
            if ((await ping.SendPingAsync(target.Host, TimeSpan.FromSeconds(3))).Status == IPStatus.Success)
                return;
        }
        catch (PingException)
        {
            // Told below like a computer that says nothing: neither is there.
        }

        throw new UnreachableException("It does not answer to ping.");
    }

    private async Task<(string Folder, bool Systemd)> LookAsync(CancellationToken ct)
    {
        var seen = (await _shell.RunAsync(RemoteScripts.Look, asRoot: false, ct)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var platform = seen switch
        {
            ["Linux", "x86_64", ..] => "linux-x64",
            ["Linux", "aarch64" or "arm64", ..] => "linux-arm64",
            ["Darwin", "x86_64", ..] => "osx-x64",
            ["Darwin", "arm64", ..] => "osx-arm64",
            _ => throw new InstallationFailedException($"This system is not one for which there is an agent over SSH: {string.Join(' ', seen)}."),
        };
        var hasSystemd = seen.Contains("systemd");
        if (order.StartAs == StartAs.Systemd && !hasSystemd)
            throw new InstallationFailedException("There is no systemd on this computer.");
        return (AgentFiles.FolderFor(order.AgentFolder, platform), hasSystemd && order.StartAs != StartAs.Background);
    }
}
