using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Distribution.Packages.Tests;

/// <summary>Makes macOS packages: no tool that makes them runs on Linux from a distribution's packages.</summary>
internal static class MacPackages
{
    public static byte[] Component(string packageInfo) => Archive(("PackageInfo", packageInfo), ("Bom", "no list"));

    public static byte[] Archive(params (string Name, string Content)[] files)
    {
        var heap = new MemoryStream();
        var entries = new StringBuilder();
        foreach (var (name, content) in files)
        {
            var packed = Packed(Encoding.UTF8.GetBytes(content));
            entries.Append($"<file id=\"1\"><name>{name}</name><type>file</type><data><length>{packed.Length}</length><offset>{heap.Length}</offset><size>{content.Length}</size><encoding style=\"application/x-gzip\"/></data></file>");
            heap.Write(packed);
        }

        return WithTable($"<?xml version=\"1.0\" encoding=\"UTF-8\"?><xar><toc>{entries}</toc></xar>", heap.ToArray());
    }

    public static byte[] WithTable(string xml, byte[] heap)
    {
        var table = Packed(Encoding.UTF8.GetBytes(xml));
        var head = new byte[28];
        "xar!"u8.CopyTo(head);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(4), 28);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(6), 1);
        BinaryPrimitives.WriteUInt64BigEndian(head.AsSpan(8), (ulong)table.Length);
        BinaryPrimitives.WriteUInt64BigEndian(head.AsSpan(16), (ulong)xml.Length);
        return [.. head, .. table, .. heap];
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionMode.Compress))
            stream.Write(bytes);
        return packed.ToArray();
    }
}
