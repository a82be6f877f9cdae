using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Distribution.ServiceDefaults.Tests;

public sealed class DeterministicIdTests
{
    [Theory]
    [InlineData("execution", "0198a000-0000-7000-8000-000000000001", "0198a000-0000-7000-8000-000000000002")]
    [InlineData("catalogue-links")]
    [InlineData("group name", "ÄRZTE – ВРАЧИ – 医師")]
    public void An_id_follows_from_each_part_and_its_length(string kind, params string[] parts) =>
        DeterministicId.Of(kind, parts).ShouldBe(Spelled(kind, parts));

    [Fact]
    public void A_long_part_is_no_exception() =>
        DeterministicId.Of("software", new string('é', 5_000), "1").ShouldBe(Spelled("software", new string('é', 5_000), "1"));

    [Fact]
    public void Where_one_part_ends_makes_a_difference() => DeterministicId.Of("x", "ab", "c").ShouldNotBe(DeterministicId.Of("x", "a", "bc"));

    // Ids are kept: what follows from the same words today must do so for ever.
    private static Guid Spelled(string kind, params string[] parts)
    {
        var text = string.Concat(parts.Prepend(kind).Select(part => $"{part.Length.ToString(CultureInfo.InvariantCulture)}:{part}"));
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
