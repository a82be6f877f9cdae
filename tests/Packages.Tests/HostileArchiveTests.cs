using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Distribution.Packages.Zips;

namespace Distribution.Packages.Tests;

/// <summary>Archives that are made to harm, judged while they stream in.</summary>
public sealed class HostileArchiveTests(PackagesService packages)
{
    [Fact]
    public async Task A_bad_entry_is_refused_while_the_rest_is_not_even_sent()
    {
        var upload = await packages.Client.Create(900_000_000, ("filename", "files.zip"));
        var answer = await Begin(
            $"PATCH {upload} HTTP/1.1\r\nHost: x\r\n{SignedCallers.Line("packages")}Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 900000000\r\n\r\n",
            [.. Entry("../../etc/cron.d/evil", "x"), .. new byte[1000]]);
        answer.ShouldStartWith("HTTP/1.1 422");
        answer.ShouldContain("../../etc/cron.d/evil");
        (await packages.Client.Tus(HttpMethod.Head, upload)).StatusCode.ShouldBe(HttpStatusCode.Gone);
        File.Exists(Path.Combine(packages.ContentFolder, "incoming", $"{Guid.Parse(upload.Split('/')[^1]):N}.part")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_put_that_names_its_zip_is_refused_as_early()
    {
        var put = $"PUT /contents/{new string('0', 64)}?fileName=files.zip HTTP/1.1\r\nHost: x\r\n{SignedCallers.Line("packages")}Content-Length: 900000000\r\n\r\n";
        (await Begin(put, [.. Entry("/etc/passwd", "x"), .. new byte[1000]])).ShouldSatisfyAllConditions(a => a.ShouldStartWith("HTTP/1.1 422"), a => a.ShouldContain("absolute"));
        (await Begin(put, new byte[1000])).ShouldSatisfyAllConditions(a => a.ShouldStartWith("HTTP/1.1 422"), a => a.ShouldContain("not a zip"));
    }

    [Fact]
    public async Task A_hundred_thousand_entries_are_allowed_and_one_more_is_not()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (var i = 0; i < 100_000; i++)
                zip.CreateEntry($"folder/{i}");
        }

        bytes.Position = 0;
        var allowed = await ZipInspection.JudgeAsync(bytes);
        allowed.Refusal.ShouldBeNull();
        allowed.Items.Count.ShouldBe(100_000);

        // Nothing needs to follow: the entry too many is refused before the directory comes.
        var many = Enumerable.Range(0, 100_001).SelectMany(i => Entry($"{i}", "")).ToArray();
        (await ZipInspection.JudgeAsync(new MemoryStream(many))).Refusal.ShouldNotBeNull().ShouldContain("100000");
    }

    [Fact]
    public async Task Names_without_end_are_refused_before_they_fill_the_memory()
    {
        var longest = string.Join('/', Enumerable.Repeat(new string('n', 100), 10));
        var many = Enumerable.Range(0, 17_000).SelectMany(i => Entry($"{i}/{longest}", "")).ToArray();
        (await ZipInspection.JudgeAsync(new MemoryStream(many))).Refusal.ShouldNotBeNull().ShouldContain("16777216");
    }

    [Fact]
    public async Task Sizes_that_follow_the_data_are_found_in_every_form()
    {
        foreach (var level in (CompressionLevel[])[CompressionLevel.NoCompression, CompressionLevel.Optimal])
        {
            using var bytes = new MemoryStream();
            using (var zip = new ZipArchive(new Unseekable(bytes), ZipArchiveMode.Create, leaveOpen: true))
            {
                foreach (var (name, size) in ((string, int)[])[("empty", 0), ("small", 1), ("inner PK\u0007\u0008", 40_000), ("folder/", 0), ("large", 3_000_000)])
                {
                    await using var entry = await zip.CreateEntry(name.Replace("\u0007\u0008", ""), level).OpenAsync();
                    var content = new byte[size];
                    new Random(size).NextBytes(content);
                    if (size > 1000)
                        Encoding.Latin1.GetBytes("PK\u0007\u0008").CopyTo(content, 500);
                    await entry.WriteAsync(content);
                }
            }

            bytes.Position = 0;
            var verdict = await ZipInspection.JudgeAsync(bytes);
            verdict.Refusal.ShouldBeNull();
            verdict.Items.Select(item => item.Size).ShouldBe([0, 1, 40_000, 0, 3_000_000]);
        }
    }

    [Fact]
    public async Task A_verdict_is_kept_beside_the_content_and_found_again_by_its_package()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            await using var entry = await zip.CreateEntry("tools/setup.msi").OpenAsync();
            await entry.WriteAsync(Guid.NewGuid().ToByteArray());
        }

        var sha256 = await packages.Upload(bytes.ToArray());
        File.Exists(Path.Combine(packages.ContentFolder, sha256[..2], sha256[2..4], $"{sha256}.inspection")).ShouldBeTrue();
        using var answer = await packages.Post(new { name = CatalogueTests.Unique("zip"), kind = "Files", fileName = "a.zip", contentSha256 = sha256, destinationFolder = "/srv" });
        ((int)answer.StatusCode).ShouldBe(201, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>An entry by itself, stored, as far as a stream shows it before the directory.</summary>
    private static byte[] Entry(string name, string content)
    {
        var (rawName, data) = (Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(content));
        var entry = new byte[30 + rawName.Length + data.Length];
        "PK\u0003\u0004"u8.CopyTo(entry);
        BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(14), Crc32.Append(Crc32.Empty, data));
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(18), data.Length);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(22), data.Length);
        BinaryPrimitives.WriteInt16LittleEndian(entry.AsSpan(26), (short)rawName.Length);
        rawName.CopyTo(entry, 30);
        data.CopyTo(entry, 30 + rawName.Length);
        return entry;
    }

    /// <summary>Sends the beginning of a large body, then a byte now and then, until there is an answer.</summary>
    private async Task<string> Begin(string head, byte[] beginning)
    {
        using var connection = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await connection.ConnectAsync(packages.Service.Address.Host, packages.Service.Address.Port);
        await connection.SendAsync(Encoding.ASCII.GetBytes(head));
        await connection.SendAsync(beginning);
        var sent = 0;
        while (!connection.Poll(100_000, SelectMode.SelectRead))
        {
            await connection.SendAsync(new byte[1]);
            (++sent).ShouldBeLessThan(600, "the service waits for the rest");
        }

        var text = "";
        var buffer = new byte[4096];
        while (!text.Contains('}'))
            text += Encoding.UTF8.GetString(buffer, 0, await connection.ReceiveAsync(buffer));
        return text;
    }

    private sealed class Unseekable(Stream inner) : Stream
    {
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Flush()
        {
        }
    }
}
