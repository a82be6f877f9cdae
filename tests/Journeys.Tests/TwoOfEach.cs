namespace Distribution.Journeys.Tests;

/// <summary>A street of its own, with two of each service and two gateways, started at the same moment on empty databases.</summary>
public sealed class TwoOfEach : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new("twins");

    /// <summary>The street, up and ready.</summary>
    public Street Street { get; private set; } = null!;

    /// <summary>What an operator can do through the second gateway.</summary>
    public StreetApi Second { get; private set; } = null!;

    /// <summary>Where packages are made.</summary>
    public string Packages => Directory.CreateDirectory(Path.Combine(_folder.Path, "packages")).FullName;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        Street = await Street.StartAsync(new StreetOptions { Folder = _folder.Path, Twins = true });
        Second = Street.ApiAt(Street.Program("gateway-2").Address!);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Second.Dispose();
        await Street.DisposeAsync();
        _folder.Dispose();
    }
}
