namespace Distribution.EventStore.Tests;

/// <summary>A store in a schema of its own, so that tests do not see each other.</summary>
internal static class Stores
{
    private static readonly Lazy<Task<string>> _database = new(() => PrivatePostgres.CreateDatabaseAsync("eventstore"));
    private static int _schemas;

    public static Task<string> DatabaseAsync() => _database.Value;

    public static string NewSchema() => $"s{Interlocked.Increment(ref _schemas)}";

    public static async Task<DocumentStore> NewAsync(Action<StoreOptions>? configure = null, string? schema = null)
    {
        var database = await DatabaseAsync();
        var store = DocumentStore.For(options =>
        {
            options.Connection(database);
            options.DatabaseSchemaName = schema ?? NewSchema();
            configure?.Invoke(options);
        });
        await store.EnsureSchemaAsync();
        return store;
    }
}
