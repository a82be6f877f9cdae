using System.Text.Json;
using System.Text.Json.Serialization;
using Distribution.Contracts.Agents.V1;
using Distribution.IdGroupPolicy.Computers;
using Distribution.IdGroupPolicy.Inventory;
using Distribution.IdGroupPolicy.Search;
using Npgsql;
using NpgsqlTypes;

namespace Distribution.Benchmarks.Computers;

/// <summary>Computers with 200 pieces of software each, of which most are on most computers and some on few; each follows from its number.</summary>
internal sealed class InventoriedFleet(int count)
{
    /// <summary>Pieces of software on each computer.</summary>
    public const int Software = 200;

    private const int Common = 130;
    private const int Titles = 6_000;
    private static readonly Guid Series = Guid.CreateVersion7();
    private static readonly JsonSerializerOptions Stored = new() { Converters = { new JsonStringEnumConverter() } };

    public int Count => count;

    public static Guid IdOf(int number) => new(number + 1, 0x7a00, 0x7000, [0x80, 0, 0, 0, 0, 0, 0, 1]);

    /// <summary>The software of a computer; common titles come in ten versions.</summary>
    public static IReadOnlyList<SoftwareItem> SoftwareOf(int number)
    {
        var chance = new Random(number);
        var chosen = new HashSet<int>(Enumerable.Range(0, Common));
        while (chosen.Count < Software)
            chosen.Add(Common + chance.Next(Titles));
        return InventoryDifference.InOrder(chosen.Select(title => Item(title, title < Common ? chance.Next(10) : title % 7)));
    }

    /// <summary>What an agent says when it has other software than before.</summary>
    public static InventoryReported Difference(int number)
    {
        var known = SoftwareOf(number);
        var updated = known[number % known.Count];
        return new(
            Series, 2, Contracts.Rules.InventoryHash.Of(known, Updates(number)), DateTimeOffset.UtcNow, null, [updated with { Version = "99.0" }], [], [updated], []);
    }

    /// <summary>Writes them all as the service's own projections would, table by table.</summary>
    public async Task LoadAsync(NpgsqlDataSource database)
    {
        string[] indexes = ["mt_doc_software_keys_idx_keys", "mt_doc_searched_computer_idx_keys", "mt_doc_searched_computer_idx_text"];
        // An index that is made at once of what is there takes a tenth of the time of one that grows with it.
        foreach (var index in indexes)
            await RunAsync(database, $"drop index {index}");
        await CopyAsync(database, "mt_streams (id, type, version)", number => [(IdOf(number), NpgsqlDbType.Uuid), ("computer", NpgsqlDbType.Varchar), (1L, NpgsqlDbType.Bigint)]);
        await CopyAsync(database, "mt_streams (id, type, version)", number => [(KnownInventory.StreamOf(IdOf(number)), NpgsqlDbType.Uuid), ("known_inventory", NpgsqlDbType.Varchar), (1L, NpgsqlDbType.Bigint)]);
        await DocumentsAsync(database, "mt_doc_computer", number => (IdOf(number), ComputerOf(number)));
        await DocumentsAsync(database, "mt_doc_presence", number => (IdOf(number), Presence.Of(IdOf(number), DateTimeOffset.UtcNow.AddMinutes(-number % 100_000))));
        await DocumentsAsync(database, "mt_doc_known_inventory", number => (KnownInventory.StreamOf(IdOf(number)), InventoryOf(number)));
        await DocumentsAsync(database, "mt_doc_searched_computer", number => (IdOf(number), SearchedComputer.Of(FactsOf(number))));
        await DocumentsAsync(database, "mt_doc_software_keys", number => (IdOf(number), SoftwareKeys.Of(IdOf(number), SoftwareOf(number))));
        var known = Enumerable.Range(0, Common).SelectMany(title => Enumerable.Range(0, 10).Select(version => Item(title, version)))
            .Concat(Enumerable.Range(Common, Titles).Select(title => Item(title, title % 7))).Select(KnownSoftware.Of).ToList();
        await WriteAsync(database, "mt_doc_known_software (id, data)", known.Select(item => Row(item.Id, item)));
        foreach (var statement in SearchSql.Indexes.Append(SoftwareKeys.Index))
            await RunAsync(database, statement);
        foreach (var table in new[] { "computer", "presence", "known_inventory", "searched_computer", "software_keys", "known_software" })
            await RunAsync(database, $"vacuum analyze mt_doc_{table}");
    }

    private static SoftwareItem Item(int title, int version) =>
        new(title < Common ? $"Common Product {title} Professional" : $"Departmental Tool {title}", $"{version + 1}.{title % 10}.{version * 3}", $"Publisher {title % 90}", null, "x64");

    private static string[] Updates(int number) => [.. Enumerable.Range(0, 6).Select(i => $"KB50{(number % 5) + (i * 100):D5}")];

    /// <summary>What a computer is.</summary>
    public static InventoryFacts FactsOfNumber(int number) => new(
        new HardwareFacts("LENOVO", $"20X{number % 40}", $"SN{number:D8}", "Intel Core i7", 4 + (number % 4 * 2), (4L << (number % 4)) << 30),
        "Windows 11 Pro", $"10.0.{22_000 + (number % 12)}", "x64", [new DiskFacts("C:", 500L << 30, (number % 400L) << 30)],
        [new NetworkFacts("Ethernet", $"00:1b:44:{number >> 16 & 255:x2}:{number >> 8 & 255:x2}:{number & 255:x2}", [$"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}", $"fe80::{number & 0xffff:x}"])],
        $"CORP\\user{number}", "Europe/Berlin", number % 3 == 0 ? "sales.example" : "corp.example", $"1.4.{number % 3}");

    private static Computer ComputerOf(int number) => new(
        IdOf(number), $"desk-{number:D6}", "windows", "x64", new string('0', 64), DateTimeOffset.UtcNow, null);

    private static KnownInventory InventoryOf(int number) => new(
        KnownInventory.StreamOf(IdOf(number)), IdOf(number), Series, 1, FactsOfNumber(number), SoftwareOf(number), Updates(number), DateTimeOffset.UtcNow, null);

    private static ComputerFacts FactsOf(int number) => new(
        IdOf(number), $"desk-{number:D6}", "windows", "x64", null, FactsOfNumber(number), [], Updates(number),
        new Dictionary<string, string> { ["department"] = $"Department {number % 200}" }, [], null, false);

    private Task DocumentsAsync(NpgsqlDataSource database, string table, Func<int, (Guid Id, object Document)> make) =>
        CopyAsync(database, $"{table} (id, data)", number => make(number) is var (id, document) ? Row(id, document) : []);

    private static (object, NpgsqlDbType)[] Row(Guid id, object document) =>
        [(id, NpgsqlDbType.Uuid), (JsonSerializer.Serialize(document, document.GetType(), Stored), NpgsqlDbType.Jsonb)];

    private Task CopyAsync(NpgsqlDataSource database, string into, Func<int, (object, NpgsqlDbType)[]> row) =>
        WriteAsync(database, into, Enumerable.Range(0, count).Select(row));

    private static async Task WriteAsync(NpgsqlDataSource database, string into, IEnumerable<(object Value, NpgsqlDbType Type)[]> rows)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var writer = await connection.BeginBinaryImportAsync($"copy {into} from stdin (format binary)");
        foreach (var row in rows)
        {
            await writer.StartRowAsync();
            foreach (var (value, type) in row)
                await writer.WriteAsync(value, type);
        }

        await writer.CompleteAsync();
    }

    private static async Task RunAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 1_800;
        await command.ExecuteNonQueryAsync();
    }
}
