using System.Runtime.CompilerServices;

namespace Distribution.Packages.Content;

/// <summary>A folder of a local disk or of a share that the replicas have in common.</summary>
internal sealed class FolderBlobs : Blobs
{
    private readonly string _folder;
    private readonly string _incoming;

    public FolderBlobs(string folder)
    {
        _folder = Path.GetFullPath(folder);
        _incoming = Path.Combine(_folder, "incoming");
        Directory.CreateDirectory(_incoming);
    }

    public override Task<Blob?> FindAsync(string key, CancellationToken ct) =>
        Task.FromResult(new FileInfo(PathOf(key)) is { Exists: true } file ? new Blob(key, file.Length, file.LastWriteTimeUtc) : null);

    public override Task<Stream> OpenAsync(string key, CancellationToken ct) => Task.FromResult<Stream>(Reading(PathOf(key)));

    public override async Task WriteAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        var temporary = Path.Combine(_incoming, $"{Guid.NewGuid():N}.part");
        try
        {
            await using (var file = Writing(temporary))
            {
                await file.WriteAsync(bytes, ct);
                file.Flush(flushToDisk: true);
            }

            Publish(temporary, PathOf(key));
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    public override Task MoveAsync(string from, string to, CancellationToken ct)
    {
        if (File.Exists(PathOf(from)))
        {
            File.SetLastWriteTimeUtc(PathOf(from), DateTime.UtcNow);
            Publish(PathOf(from), PathOf(to));
        }

        return Task.CompletedTask;
    }

    public override Task DeleteAsync(string key, CancellationToken ct)
    {
        if (File.Exists(PathOf(key)))
            File.Delete(PathOf(key));
        return Task.CompletedTask;
    }

    public override async IAsyncEnumerable<Blob> ListAsync(string folder, [EnumeratorCancellation] CancellationToken ct)
    {
        var root = new DirectoryInfo(PathOf(folder));
        if (!root.Exists)
            yield break;
        foreach (var file in root.EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(file => file.FullName, StringComparer.Ordinal))
        {
            ct.ThrowIfCancellationRequested();
            yield return new Blob(Path.GetRelativePath(_folder, file.FullName).Replace(Path.DirectorySeparatorChar, '/'), file.Length, file.LastWriteTimeUtc);
        }
    }

    public override Task<long?> GrownAsync(Guid id, CancellationToken ct) =>
        Task.FromResult(new FileInfo(Part(id)) is { Exists: true } file ? file.Length : (long?)null);

    public override Task<Stream> GrowAsync(Guid id, long at, CancellationToken ct)
    {
        var file = Writing(Part(id));
        if (file.Length < at)
        {
            file.Dispose();
            throw new InvalidOperationException($"Upload {id} has {new FileInfo(Part(id)).Length} bytes, not {at}.");
        }

        file.SetLength(at);
        file.Position = at;
        return Task.FromResult<Stream>(new DurableStream(file));
    }

    public override Task<Stream> OpenGrownAsync(Guid id, CancellationToken ct) => Task.FromResult<Stream>(Reading(Part(id)));

    public override Task FinishAsync(Guid id, string key, CancellationToken ct)
    {
        Publish(Part(id), PathOf(key));
        return Task.CompletedTask;
    }

    public override Task ForgetAsync(Guid id, CancellationToken ct)
    {
        File.Delete(Part(id));
        return Task.CompletedTask;
    }

    public override async IAsyncEnumerable<(Guid Id, DateTimeOffset WrittenAt)> ListGrowingAsync([EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var file in new DirectoryInfo(_incoming).EnumerateFiles())
        {
            ct.ThrowIfCancellationRequested();
            if (Guid.TryParse(Path.GetFileNameWithoutExtension(file.Name), out var id) && file is { Extension: ".part", Exists: true })
                yield return (id, file.LastWriteTimeUtc);
        }
    }

    private static FileStream Writing(string path) =>
        new(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 });

    // No share lock: it would be one more thing that a network share must get right, and whole blobs never change.
    private static FileStream Reading(string path) =>
        new(path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, Options = FileOptions.SequentialScan });

    private void Publish(string temporary, string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        File.Move(temporary, path, overwrite: true);
        // Without this a power cut may forget the name of a file whose bytes are safe.
        for (; folder.Length >= _folder.Length; folder = Path.GetDirectoryName(folder)!)
            FolderSync.Flush(folder);
    }

    private string Part(Guid id) => Path.Combine(_incoming, $"{id:N}.part");

    private string PathOf(string key) => Path.Combine([_folder, .. key.Split('/')]);
}
