using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Distribution.EventStore;

/// <summary>How enums are written into events and documents; both forms are read.</summary>
public enum EnumStorage
{
    AsInteger,
    AsString,
}

/// <summary>Everything that a store must be told; complete before the store is built.</summary>
public sealed class StoreOptions
{
    internal string? ConnectionString { get; private set; }

    /// <summary>The schema of every table; lower-case letters, digits and underscores.</summary>
    public string DatabaseSchemaName { get; set; } = "public";

    /// <summary>What is stored with each event.</summary>
    public EventOptions Events { get; } = new();

    /// <summary>Projections with their lifecycles.</summary>
    public ProjectionOptions Projections { get; } = new();

    /// <summary>Readers of the whole log that the daemon feeds (our own word; Marten's registration differs).</summary>
    public IList<ISubscription> Subscriptions { get; } = [];

    /// <summary>Documents that no projection makes and whose tables should exist from the start.</summary>
    public SchemaOptions Schema { get; } = new();

    /// <summary>Statements run after the tables exist, with the schema on the search path; each must be repeatable ('if not exists').</summary>
    public IList<string> Indexes { get; } = [];

    /// <summary>How the daemon reads and retries.</summary>
    public DaemonOptions Daemon { get; } = new();

    /// <summary>Told when a projection retries or stops and when leadership changes.</summary>
    public ILogger Logger { get; set; } = NullLogger.Instance;

    /// <summary>The clock of inline projections' timestamps and of back-off.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The most saves written at once; others that arrive meanwhile are written together.</summary>
    public int ConcurrentWriters { get; set; } = 2;

    /// <summary>Property names as declared, as Marten writes them. jsonb reorders properties, so a $type need not come first.</summary>
    public JsonSerializerOptions Json { get; } = new() { AllowOutOfOrderMetadataProperties = true };

    /// <summary>The database.</summary>
    public void Connection(string connectionString) => ConnectionString = connectionString;

    /// <summary>Chooses how enums are written; without it, as integers (Marten's default).</summary>
    public void UseSystemTextJsonForSerialization(EnumStorage enumStorage)
    {
        if (enumStorage == EnumStorage.AsString)
            Json.Converters.Add(new JsonStringEnumConverter());
    }
}

/// <summary>What is stored with each event.</summary>
public sealed class EventOptions
{
    internal List<Type> Types { get; } = [];

    /// <summary>Optional columns; they are added to the table when enabled.</summary>
    public MetadataConfig MetadataConfig { get; } = new();

    /// <summary>Makes a type known under its alias before its first event is read; needed when a class moved to another namespace.</summary>
    public void AddEventType<T>() => Types.Add(typeof(T));
}

/// <summary>Optional event columns; the default table has none of them.</summary>
public sealed class MetadataConfig
{
    public bool CorrelationIdEnabled { get; set; }

    public bool CausationIdEnabled { get; set; }

    public bool HeadersEnabled { get; set; }
}

/// <summary>Documents that no projection makes.</summary>
public sealed class SchemaOptions
{
    internal List<Type> Types { get; } = [];

    /// <summary>Creates the table of T with the rest of the schema.</summary>
    public SchemaOptions For<T>()
        where T : notnull
    {
        Types.Add(typeof(T));
        return this;
    }
}

/// <summary>How the daemon reads and retries.</summary>
public sealed class DaemonOptions
{
    /// <summary>The most events in one page.</summary>
    public int PageSize { get; set; } = 5_000;

    /// <summary>The longest wait before the log is read again when no save of this process woke the daemon.</summary>
    public TimeSpan PollingTime { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The waits between attempts of a failing projection; after the last one that projection stops.</summary>
    public IReadOnlyList<TimeSpan> RetryDelays { get; set; } =
        [.. Enumerable.Range(0, 5).Select(i => TimeSpan.FromMilliseconds(100 << i))];

    /// <summary>The longest wait between attempts of a failing subscription, which is retried for ever: what it feeds must not be lost.</summary>
    public TimeSpan LongestRetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often leadership is sought or confirmed.</summary>
    public TimeSpan LeadershipInterval { get; set; } = TimeSpan.FromMilliseconds(500);
}
