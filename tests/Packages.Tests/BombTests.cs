using System.IO.Compression;
using Distribution.Packages.Zips;

namespace Distribution.Packages.Tests;

[Collection(nameof(Alone))]
public sealed class BombTests
{
    [Fact]
    public async Task A_bomb_is_stopped_at_the_first_byte_over_the_limit_in_little_memory()
    {
        using var bomb = new MemoryStream();
        using (var zip = new ZipArchive(bomb, ZipArchiveMode.Create, leaveOpen: true))
        {
            await using var entry = await zip.CreateEntry("zeros").OpenAsync();
            var block = new byte[1 << 20];
            for (var i = 0; i < 2048; i++)
                await entry.WriteAsync(block);
            entry.WriteByte(0);
        }

        bomb.Position = 0;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var verdict = await ZipInspection.JudgeAsync(bomb);
        (GC.GetTotalMemory(false) - before).ShouldBeLessThan(200 << 20);
        verdict.Refusal.ShouldNotBeNull().ShouldSatisfyAllConditions(r => r.ShouldContain("'zeros'"), r => r.ShouldContain("2147483648"));
    }
}
