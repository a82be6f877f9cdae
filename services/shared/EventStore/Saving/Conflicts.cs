using Npgsql;

namespace Distribution.EventStore;

/// <summary>After a refused write: which of its members can be told by the streams that they could not have succeeded.</summary>
internal static class Conflicts
{
    public static async Task<Dictionary<PendingSave, Exception>> FindAsync(NpgsqlDataSource database, Sql sql, IReadOnlyList<PendingSave> saves)
    {
        var found = new Dictionary<PendingSave, Exception>();
        Guid[] ids = [.. saves.SelectMany(save => save.Streams).Select(stream => stream.Id).Distinct()];
        if (ids.Length == 0)
            return found;
        var states = new Dictionary<Guid, (long Version, bool IsArchived)>();
        await using (var command = database.CreateCommand(sql.StreamStates))
        {
            command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = ids });
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                states[reader.GetGuid(0)] = (reader.IsDBNull(1) ? 0 : reader.GetInt64(1), !reader.IsDBNull(2) && reader.GetBoolean(2));
        }

        foreach (var save in saves)
        {
            if (save.Streams.Select(stream => Of(stream, states)).FirstOrDefault(e => e is not null) is { } conflict)
                found.Add(save, conflict);
        }

        return found;
    }

    private static Exception? Of(PendingStream stream, Dictionary<Guid, (long Version, bool IsArchived)> states)
    {
        var exists = states.TryGetValue(stream.Id, out var state);
        return stream.Claim switch
        {
            _ when exists && state.IsArchived => new ArchivedStreamException(stream.Id),
            StreamClaim.New when exists => new ExistingStreamIdCollisionException(stream.Id),
            StreamClaim.Seen when state.Version != stream.SeenVersion => new ConcurrencyException(stream.Id, stream.SeenVersion, state.Version),
            _ => null,
        };
    }
}
