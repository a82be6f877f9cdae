// A few journeys have a street of their own: two streets at once would be one too many for a small machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Distribution.Journeys.Tests;

/// <summary>The one street of this test process; the journeys walk it one after the other.</summary>
public sealed class WholeStreet : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new("street");

    /// <summary>The street, up and ready.</summary>
    public Street Street { get; private set; } = null!;

    /// <summary>Where journeys make their packages.</summary>
    public string Packages => Directory.CreateDirectory(Path.Combine(_folder.Path, "packages")).FullName;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        Street = await Street.StartAsync(new StreetOptions { Folder = _folder.Path, Management = true });
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Street.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>Journeys share the street, and so run one at a time.</summary>
[CollectionDefinition(Name)]
public sealed class StreetCollection : ICollectionFixture<WholeStreet>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "street";
}
