using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Distribution.Packages.Content;

/// <summary>
/// A bucket of an S3-compatible server. Objects cannot grow, so what grows is a row of objects, each named by the place where
/// it begins; finishing puts them together.
/// </summary>
internal sealed class BucketBlobs(IAmazonS3 s3, string bucket) : Blobs, IDisposable
{
    private const string Incoming = "incoming/";

    /// <summary>The bucket that the settings name.</summary>
    public static BucketBlobs Of(BucketSettings settings)
    {
        var config = new AmazonS3Config
        {
            AuthenticationRegion = settings.Region,
            // Servers of other makers do not all know Amazon's newer checksums; content has a hash of its own.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (settings.ServiceUrl is { } address)
            (config.ServiceURL, config.ForcePathStyle) = (address, true);
        else
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(settings.Region);
        var client = settings.AccessKey is { } key ? new AmazonS3Client(new BasicAWSCredentials(key, settings.SecretKey), config) : new AmazonS3Client(config);
        return new BucketBlobs(client, settings.Name);
    }

    public override async Task<Blob?> FindAsync(string key, CancellationToken ct)
    {
        try
        {
            var found = await s3.GetObjectMetadataAsync(bucket, key, ct);
            return new Blob(key, found.ContentLength, Utc(found.LastModified));
        }
        catch (AmazonS3Exception absent) when (absent.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public override async Task<Stream> OpenAsync(string key, CancellationToken ct) => await FindAsync(key, ct) is { } blob
        ? new BucketStream(s3, bucket, [blob])
        : throw new FileNotFoundException($"The bucket holds no '{key}'.");

    public override Task WriteAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken ct) => PutAsync(key, bytes, ct);

    public override async Task MoveAsync(string from, string to, CancellationToken ct)
    {
        if (await FindAsync(from, ct) is not { } blob)
            return;
        await JoinAsync([blob], to, ct);
        await DeleteAsync(from, ct);
    }

    public override Task DeleteAsync(string key, CancellationToken ct) => s3.DeleteObjectAsync(bucket, key, ct);

    public override async IAsyncEnumerable<Blob> ListAsync(string folder, [EnumeratorCancellation] CancellationToken ct)
    {
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = folder + "/" };
        do
        {
            var page = await s3.ListObjectsV2Async(request, ct);
            foreach (var found in page.S3Objects ?? [])
                yield return new Blob(found.Key, found.Size ?? 0, Utc(found.LastModified));
            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    public override async Task<long?> GrownAsync(Guid id, CancellationToken ct) =>
        await PiecesAsync(id, ct) is { Count: > 0 } pieces ? pieces.Sum(piece => piece.Size) : null;

    public override async Task<Stream> GrowAsync(Guid id, long at, CancellationToken ct)
    {
        var kept = 0L;
        foreach (var piece in await PiecesAsync(id, ct))
        {
            if (PlaceOf(piece) >= at)
                await DeleteAsync(piece.Key, ct);
            else
                kept += piece.Size;
        }

        return kept == at
            ? new BucketGrowth(at, (place, bytes) => PutAsync($"{Incoming}{id:N}/{place:x16}", bytes, CancellationToken.None))
            : throw new InvalidOperationException($"Upload {id} cannot go on at {at}: {kept} bytes before it are whole.");
    }

    public override async Task<Stream> OpenGrownAsync(Guid id, CancellationToken ct) => new BucketStream(s3, bucket, await PiecesAsync(id, ct));

    public override async Task FinishAsync(Guid id, string key, CancellationToken ct)
    {
        await JoinAsync(await PiecesAsync(id, ct), key, ct);
        await ForgetAsync(id, ct);
    }

    public override async Task ForgetAsync(Guid id, CancellationToken ct)
    {
        List<Blob> all = [];
        await foreach (var piece in ListAsync($"{Incoming}{id:N}", ct))
            all.Add(piece);
        foreach (var piece in all)
            await DeleteAsync(piece.Key, ct);
    }

    public override async IAsyncEnumerable<(Guid Id, DateTimeOffset WrittenAt)> ListGrowingAsync([EnumeratorCancellation] CancellationToken ct)
    {
        Dictionary<Guid, DateTimeOffset> written = [];
        await foreach (var piece in ListAsync(Incoming[..^1], ct))
        {
            if (Guid.TryParse(piece.Key.Split('/')[1], out var id) && (!written.TryGetValue(id, out var before) || before < piece.WrittenAt))
                written[id] = piece.WrittenAt;
        }

        foreach (var (id, writtenAt) in written)
            yield return (id, writtenAt);
    }

    public void Dispose() => s3.Dispose();

    // What follows a gap was written by a request that died before it was told to stop; it does not count.
    private async Task<List<Blob>> PiecesAsync(Guid id, CancellationToken ct)
    {
        List<Blob> pieces = [];
        var next = 0L;
        await foreach (var piece in ListAsync($"{Incoming}{id:N}", ct))
        {
            if (PlaceOf(piece) != next)
                break;
            pieces.Add(piece);
            next += piece.Size;
        }

        return pieces;
    }

    // Servers differ in what they let one copy, and in how its name is written; reading and writing they all do alike.
    private async Task JoinAsync(List<Blob> pieces, string key, CancellationToken ct)
    {
        await using var whole = new BucketStream(s3, bucket, pieces);
        if (whole.Length <= BucketGrowth.PieceBytes)
        {
            var bytes = new byte[whole.Length];
            await whole.ReadExactlyAsync(bytes, ct);
            await PutAsync(key, bytes, ct);
            return;
        }

        var upload = await s3.InitiateMultipartUploadAsync(bucket, key, ct);
        try
        {
            List<PartETag> parts = [];
            await using var joined = new BucketGrowth(0, async (_, bytes) =>
            {
                using var body = Body(bytes);
                var number = parts.Count + 1;
                var part = new UploadPartRequest
                {
                    BucketName = bucket, Key = key, UploadId = upload.UploadId, PartNumber = number, InputStream = body, PartSize = bytes.Length, UseChunkEncoding = false,
                };
                parts.Add(new PartETag(number, (await s3.UploadPartAsync(part, ct)).ETag));
            });
            await whole.CopyToAsync(joined, ct);
            await joined.FlushAsync(ct);
            await s3.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = upload.UploadId, PartETags = parts }, ct);
        }
        catch
        {
            await s3.AbortMultipartUploadAsync(bucket, key, upload.UploadId, CancellationToken.None);
            throw;
        }
    }

    private async Task PutAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        using var body = Body(bytes);
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, InputStream = body, UseChunkEncoding = false }, ct);
    }

    private static MemoryStream Body(ReadOnlyMemory<byte> bytes) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(bytes, out var array) && array.Array is { } whole
            ? new MemoryStream(whole, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);

    private static long PlaceOf(Blob piece) => Convert.ToInt64(piece.Key[(piece.Key.LastIndexOf('/') + 1)..], 16);

    private static DateTimeOffset Utc(DateTime? at) => new((at ?? DateTime.UnixEpoch).ToUniversalTime());
}
