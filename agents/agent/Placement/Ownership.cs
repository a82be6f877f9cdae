using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Distribution.Agent.Placement;

/// <summary>Who may do what with placed files (domain 1.6): an existing file's own rights stay, a new one takes its folder's.</summary>
internal static class Ownership
{
    private const string Acl = "system.posix_acl_access";
    private const string DefaultAcl = "system.posix_acl_default";
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode Special = UnixFileMode.SetUser | UnixFileMode.SetGroup | UnixFileMode.StickyBit;

    /// <summary>Creates a folder and those above it; each new one is like the one that it lies in.</summary>
    public static void CreateFolder(string path)
    {
        if (Directory.Exists(path))
            return;
        var parent = Path.GetDirectoryName(path)!;
        CreateFolder(parent);
        Directory.CreateDirectory(path);
        if (OperatingSystem.IsWindows())
            return;
        Own(path, parent);
        if (!HasAttribute(parent, DefaultAcl))
            File.SetUnixFileMode(path, File.GetUnixFileMode(parent) & ~UnixFileMode.StickyBit);
        Journals.DurableFile.FlushFolder(parent);
    }

    public static void CopyFromFile(string existing, string fresh)
    {
        if (OperatingSystem.IsWindows())
            return;
        Own(fresh, existing);
        // After the owner: changing it clears the bits for running as the owner.
        File.SetUnixFileMode(fresh, File.GetUnixFileMode(existing));
        if (Attribute(existing, Acl) is { } acl)
            SetAttribute(fresh, Acl, acl);
    }

    public static void InheritFromFolder(string folder, string fresh)
    {
        if (OperatingSystem.IsWindows())
            return;
        Own(fresh, folder);
        // With a default ACL the system has given the file its rights already, and a mode would cut them.
        if (!HasAttribute(folder, DefaultAcl))
            File.SetUnixFileMode(fresh, File.GetUnixFileMode(folder) & ~AnyExecute & ~Special);
    }

    private static void Own(string path, string like)
    {
        if (!OperatingSystem.IsLinux() || Owner(like) is not var (user, group) || Owner(path) == (user, group))
            return;
        if (LChown(Z(path), user, group) != 0)
            throw new IOException($"'{path}' cannot be given to user {user}, group {group} (error {Marshal.GetLastPInvokeError()}).");
    }

    // statx, since its layout is the same on every processor: user at 20, group at 24.
    private static (uint User, uint Group)? Owner(string path)
    {
        var buffer = new byte[256];
        return Statx(-100, Z(path), 0, 0x18, buffer) == 0
            ? (BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(20)), BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(24)))
            : throw new IOException($"The owner of '{path}' cannot be read (error {Marshal.GetLastPInvokeError()}).");
    }

    private static bool HasAttribute(string path, string name) => Attribute(path, name) is not null;

    private static byte[]? Attribute(string path, string name)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var buffer = new byte[64 * 1024];
        var length = GetXattr(Z(path), Z(name), buffer, (nuint)buffer.Length);
        return length > 0 ? buffer[..(int)length] : null;
    }

    private static void SetAttribute(string path, string name, byte[] value)
    {
        if (SetXattr(Z(path), Z(name), value, (nuint)value.Length, 0) != 0)
            throw new IOException($"'{path}' cannot be given the access list of the file that it replaces (error {Marshal.GetLastPInvokeError()}).");
    }

    private static byte[] Z(string text) => Encoding.UTF8.GetBytes(text + '\0');

    [DllImport("libc", EntryPoint = "lchown", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int LChown(byte[] path, uint user, uint group);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, byte[] path, int flags, uint mask, byte[] buffer);

    [DllImport("libc", EntryPoint = "getxattr", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint GetXattr(byte[] path, byte[] name, byte[] value, nuint size);

    [DllImport("libc", EntryPoint = "setxattr", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetXattr(byte[] path, byte[] name, byte[] value, nuint size, int flags);
}
