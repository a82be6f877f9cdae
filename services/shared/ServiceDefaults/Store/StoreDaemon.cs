using Microsoft.Extensions.Hosting;

namespace Distribution.ServiceDefaults;

/// <summary>
/// Runs the daemon with the host. It leaves first of all, while the broker is still connected, so that the page under way
/// is published whole and another replica takes over at once; what is appended meanwhile is its business.
/// </summary>
internal sealed class StoreDaemon(Func<CancellationToken, Task> start, Func<CancellationToken, Task> stop) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken) => start(cancellationToken);

    public Task StoppingAsync(CancellationToken cancellationToken) => stop(cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
