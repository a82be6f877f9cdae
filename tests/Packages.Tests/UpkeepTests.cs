using System.Net;
using System.Security.Cryptography;
using Distribution.Packages.Content;
using Distribution.Packages.Upkeep;
using Microsoft.Extensions.DependencyInjection;

namespace Distribution.Packages.Tests;

/// <summary>What the service does to its content by itself, each kind asked to do it now.</summary>
public sealed class UpkeepTests : IAsyncLifetime
{
    private readonly TemporaryFolder _contents = new("contents");
    private ServiceUnderTest? _service;

    private HttpClient Client => _service!.Client;

    private ContentStore Store => Asked<ContentStore>();

    public async ValueTask InitializeAsync() => _service = await ServiceUnderTest.StartAsync(
        Program.Build, ("Content:Folder", _contents.Path), ("Content:SweepInterval", "1.00:00:00"), ("Content:CheckInterval", "00:00:00.001"));

    public async ValueTask DisposeAsync()
    {
        await _service!.DisposeAsync();
        _contents.Dispose();
    }

    [Fact]
    public async Task Damaged_content_is_found_told_never_served_and_healed_by_the_same_bytes()
    {
        var (bytes, sha256) = Some();
        var (_, whole) = await Put();
        await Put(bytes, sha256);
        await File.WriteAllBytesAsync(PathOf(sha256), [.. bytes[..500], (byte)(bytes[500] ^ 1), .. bytes[501..]]);

        await Asked<CheckContent>().CheckAsync(CancellationToken.None);
        (await Head(sha256)).ShouldBe(HttpStatusCode.NotFound);
        (await Head(whole)).ShouldBe(HttpStatusCode.OK);
        (await Client.GetStringAsync("/contents?state=Damaged")).ShouldContain(sha256);
        (await Client.GetStringAsync("/contents")).ShouldNotContain(sha256);
        await Eventually.Holds(_service!.ReadinessAsync, text => text.Contains(sha256) && text.Contains("Degraded"), "the health tells of the damage");

        await Put(bytes, sha256);
        (await Head(sha256)).ShouldBe(HttpStatusCode.OK);
        (await Client.GetStringAsync("/contents?state=Damaged")).ShouldNotContain(sha256);
    }

    [Fact]
    public async Task Content_goes_a_day_after_nothing_refers_to_it_any_more()
    {
        var (_, used) = await Put();
        var (_, icon) = await Put([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]);
        var (_, unused) = await Put();
        var (_, young) = await Put();
        var id = await Register(used, icon);
        foreach (var sha256 in (string[])[used, icon, unused])
            await GrowOld(sha256);

        (await Asked<RemoveUnusedContent>().RemoveAsync(CancellationToken.None)).ShouldBe(1);
        (await Present(used, icon, unused, young)).ShouldBe([true, true, false, true]);

        (await Client.DeleteAsync($"/packages/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Asked<RemoveUnusedContent>().RemoveAsync(CancellationToken.None)).ShouldBe(2);
        (await Present(used, icon, young)).ShouldBe([false, false, true]);
    }

    [Fact]
    public async Task Content_that_is_uploaded_again_is_young_again()
    {
        var (bytes, sha256) = await Put();
        await GrowOld(sha256);
        await Put(bytes, sha256);
        (await Asked<RemoveUnusedContent>().RemoveAsync(CancellationToken.None)).ShouldBe(0);
        (await Present(sha256)).ShouldBe([true]);
    }

    [Fact]
    public async Task Whoever_registers_while_content_is_being_removed_gets_it_whole_or_a_refusal()
    {
        for (var round = 0; round < 30; round++)
        {
            var (_, sha256) = await Put();
            await GrowOld(sha256);
            var removing = Asked<RemoveUnusedContent>().RemoveAsync(CancellationToken.None);
            await Task.Delay(Random.Shared.Next(12));
            using var answer = await TryRegister(sha256, null);
            await removing;
            (await Store.FindAsync(sha256) is not null).ShouldBe(answer.StatusCode == HttpStatusCode.Created, $"round {round}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task A_removal_that_a_killed_process_began_is_ended_by_the_next_one()
    {
        var (_, sha256) = await Put();
        await GrowOld(sha256);
        await Write(session => session.Store(new ContentRemoval(sha256, DateTimeOffset.UtcNow)));
        var registering = TryRegister(sha256, null);
        (await Asked<RemoveUnusedContent>().RemoveAsync(CancellationToken.None)).ShouldBeLessThan(2);
        using var answer = await registering;
        (await Store.FindAsync(sha256) is not null).ShouldBe(answer.StatusCode == HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_upload_that_was_abandoned_is_swept_and_one_under_way_is_not()
    {
        var (abandoned, living) = (await Client.Create(1000), await Client.Create(1000));
        foreach (var upload in (string[])[abandoned, living])
            (await Client.Append(upload, 0, new byte[10])).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var id = Guid.Parse(abandoned.Split('/')[^1]);
        await Change<Uploads.Upload>(id, upload => upload with { ExpiresAt = DateTimeOffset.UtcNow.AddSeconds(-1) });
        (await Client.Tus(HttpMethod.Head, abandoned)).StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await Client.Append(abandoned, 10, new byte[10])).StatusCode.ShouldBe(HttpStatusCode.Gone);
        // What a killed PUT left, and what one is writing now.
        var parts = Path.Combine(_contents.Path, "incoming");
        var (left, written) = (Path.Combine(parts, $"{Guid.CreateVersion7():N}.part"), Path.Combine(parts, $"{Guid.CreateVersion7():N}.part"));
        await File.WriteAllTextAsync(left, "half");
        await File.WriteAllTextAsync(written, "half");
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddHours(-25));

        (await Asked<SweepUploads>().SweepAsync(CancellationToken.None)).ShouldBe(2);
        Directory.GetFiles(parts).Order().ShouldBe(new[] { Path.Combine(parts, $"{Guid.Parse(living.Split('/')[^1]):N}.part"), written }.Order());
        (await Client.Tus(HttpMethod.Head, abandoned)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Client.Offset(living)).ShouldBe(10);
    }

    [Fact]
    public async Task A_lock_is_held_by_one_replica_and_freed_with_it()
    {
        var locks = Asked<SharedLocks>();
        await using var other = new SharedLocks(_service!.ConnectionString);
        var taken = await other.TryTakeAsync("x", CancellationToken.None);
        taken.ShouldNotBeNull();
        (await locks.TryTakeAsync("x", CancellationToken.None)).ShouldBeNull();
        (await other.TryTakeAsync("x", CancellationToken.None)).ShouldBeNull();
        await other.DisposeAsync();
        taken.Lost.IsCancellationRequested.ShouldBeTrue();
        await Eventually.Holds(() => locks.TryTakeAsync("x", CancellationToken.None), mine => mine is not null, "the lock is free");
    }

    private T Asked<T>()
        where T : notnull => _service!.Services.GetRequiredService<T>();

    private static (byte[] Bytes, string Sha256) Some()
    {
        var bytes = RandomNumberGenerator.GetBytes(2000);
        return (bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    private Task<(byte[] Bytes, string Sha256)> Put() => Put(Some().Bytes);

    private Task<(byte[] Bytes, string Sha256)> Put(byte[] bytes) => Put(bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)));

    private async Task<(byte[] Bytes, string Sha256)> Put(byte[] bytes, string sha256)
    {
        using var answer = await Client.PutAsync($"/contents/{sha256}", new ByteArrayContent(bytes));
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return (bytes, sha256);
    }

    private async Task<Guid> Register(string sha256, string icon)
    {
        using var answer = await TryRegister(sha256, icon);
        ((int)answer.StatusCode).ShouldBe(201, await answer.Content.ReadAsStringAsync());
        return Guid.Parse(answer.Headers.Location!.ToString().Split('/')[^1]);
    }

    private Task<HttpResponseMessage> TryRegister(string sha256, string? icon) => System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(
        Client, "/packages", new { name = CatalogueTests.Unique("x"), kind = "Software", fileName = "tool.sh", contentSha256 = sha256, iconSha256 = icon });

    private string PathOf(string sha256) => Path.Combine(_contents.Path, sha256[..2], sha256[2..4], sha256);

    private async Task GrowOld(string sha256)
    {
        File.SetLastWriteTimeUtc(PathOf(sha256), DateTime.UtcNow.AddHours(-25));
        await Write(session => session.Store(new ContentClaim(sha256, DateTimeOffset.UtcNow.AddHours(-25))));
    }

    private async Task<bool[]> Present(params string[] addresses)
    {
        List<bool> present = [];
        foreach (var sha256 in addresses)
            present.Add(await Store.FindAsync(sha256) is not null);
        return [.. present];
    }

    private async Task<HttpStatusCode> Head(string sha256)
    {
        using var answer = await Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/contents/{sha256}"));
        return answer.StatusCode;
    }

    private async Task Write(Action<EventStore.IDocumentSession> write)
    {
        await using var scope = _service!.Services.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<EventStore.IDocumentSession>();
        write(session);
        await session.SaveChangesAsync();
    }

    private async Task Change<T>(Guid id, Func<T, T> change)
        where T : class
    {
        await using var scope = _service!.Services.CreateAsyncScope();
        var session = scope.ServiceProvider.GetRequiredService<EventStore.IDocumentSession>();
        session.Store(change((await session.LoadAsync<T>(id))!));
        await session.SaveChangesAsync();
    }
}
