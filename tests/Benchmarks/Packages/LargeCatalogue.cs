using Distribution.EventStore;
using Distribution.Packages.Catalogue;
using Distribution.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Distribution.Benchmarks.Packages;

/// <summary>The packages room with a catalogue as a large enterprise has it: many publishers, folders three deep, updates, tasks that use packages.</summary>
internal sealed class LargeCatalogue : IAsyncDisposable
{
    private static readonly string[] Words = ["reader", "viewer", "editor", "driver", "agent", "runtime", "toolkit", "player", "manager", "connector"];
    private readonly TemporaryFolder _contents;

    private LargeCatalogue(ServiceUnderTest service, TemporaryFolder contents) => (Service, _contents, Bare) = (service, contents, NpgsqlDataSource.Create(service.ConnectionString));

    public ServiceUnderTest Service { get; }

    /// <summary>The service's database, without the service.</summary>
    public NpgsqlDataSource Bare { get; }

    public static async Task<LargeCatalogue> FillAsync(int packages)
    {
        var contents = new TemporaryFolder("contents");
        var catalogue = new LargeCatalogue(await ServiceUnderTest.StartAsync(Distribution.Packages.Program.Build, ("Content:Folder", contents.Path)), contents);
        var random = new Random(3);
        var ids = Enumerable.Range(0, packages).Select(_ => Guid.CreateVersion7()).ToArray();
        var store = catalogue.Service.Services.GetRequiredService<DocumentStore>();
        foreach (var some in ids.Index().Chunk(500))
        {
            await using var session = store.LightweightSession();
            foreach (var (number, id) in some)
                session.Events.StartStream<Package>(id, Package.Register(null, id, Describe(number, random), DateTimeOffset.UtcNow));
            await session.SaveChangesAsync();
        }

        foreach (var some in Enumerable.Range(0, packages / 10).Chunk(500))
        {
            await using var session = store.LightweightSession();
            foreach (var _ in some)
            {
                var task = Guid.CreateVersion7();
                session.Events.StartStream<UsingTask>(
                    UsingTask.IdFor(task), UsingTask.Use(null, task, 1, "task", [ids[random.Next(packages)], ids[random.Next(packages)], ids[0]]));
            }

            await session.SaveChangesAsync();
        }

        await using var analyse = catalogue.Bare.CreateCommand("vacuum analyze");
        await analyse.ExecuteNonQueryAsync();
        return catalogue;
    }

    public async ValueTask DisposeAsync()
    {
        await Bare.DisposeAsync();
        await Service.DisposeAsync();
        _contents.Dispose();
    }

    private static PackageAttributes Describe(int number, Random random)
    {
        var word = Words[random.Next(Words.Length)];
        return new PackageAttributes(
            $"{Words[random.Next(Words.Length)]} {word} {random.Next(100_000):D5}", $"{random.Next(20)}.{random.Next(100)}",
            number % 20 == 0 ? PackageKind.Update : PackageKind.Software, $"setup-{number}.msi", $"{number:x64}", random.NextInt64(1 << 30),
            "msiexec /i \"{file}\" /qn /norestart", "msiexec /x \"{file}\" /qn /norestart", $"{word} {number}", null, 3600)
        {
            Publisher = $"Publisher {random.Next(200)}",
            Description = $"The {word} that department {random.Next(50)} works with. {new string('x', random.Next(300))}",
            Folder = $"Division {random.Next(10)}/Department {random.Next(10)}/Team {random.Next(5)}",
            OperatingSystems = ["windows"],
            SoftwareConditions = new(JudgedBy.Any, [.. Enumerable.Range(0, 5).Select(i => new SoftwareCondition($"Software {i} of {number}"))]),
            Notes = new string('n', 500),
        };
    }
}
