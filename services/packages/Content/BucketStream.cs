using Amazon.S3;
using Amazon.S3.Model;

namespace Distribution.Packages.Content;

/// <summary>Reads objects of a bucket one after the other as if they were one; asks for bytes only when they are read, from the place where they are.</summary>
internal sealed class BucketStream(IAmazonS3 s3, string bucket, IReadOnlyList<Blob> pieces) : Stream
{
    private readonly long _length = pieces.Sum(piece => piece.Size);
    private GetObjectResponse? _response;
    private long _responseAt = -1;
    private long _responseEnds;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => _length;
    public override long Position { get; set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position >= _length || buffer.Length == 0)
            return 0;
        if (_response is null || _responseAt != Position || Position >= _responseEnds)
            await AskAsync(cancellationToken);
        var read = await _response!.ResponseStream.ReadAsync(buffer, cancellationToken);
        if (read == 0)
            throw new IOException($"The bucket ended '{_response.Key}' before its last byte.");
        Position = _responseAt += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // The readers of packages' formats are written for files, and read few bytes.
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => Position, _ => _length };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _response?.Dispose();
        base.Dispose(disposing);
    }

    private async Task AskAsync(CancellationToken ct)
    {
        _response?.Dispose();
        _response = null;
        var begins = 0L;
        foreach (var piece in pieces)
        {
            if (Position >= begins + piece.Size)
            {
                begins += piece.Size;
                continue;
            }

            try
            {
                _response = await s3.GetObjectAsync(
                    new GetObjectRequest { BucketName = bucket, Key = piece.Key, ByteRange = new Amazon.S3.Model.ByteRange(Position - begins, piece.Size - 1) }, ct);
            }
            catch (AmazonS3Exception absent) when (absent.StatusCode == System.Net.HttpStatusCode.NotFound)
            {
                throw new FileNotFoundException($"The bucket holds no '{piece.Key}' any more.", absent);
            }

            (_responseAt, _responseEnds) = (Position, begins + piece.Size);
            return;
        }
    }
}
