using System.Runtime.Versioning;
using System.Text.Json;
using Distribution.Agent.Journals;
using Microsoft.Win32;

namespace Distribution.Agent.Sessions;

/// <summary>
/// Windows' questions before a program gets the administrator's rights, off while an action runs (domain 6.3). What was there before is on the
/// disk before anything is changed, so that a crash, a restart or a power loss in between never leaves them off.
/// </summary>
/// <param name="path">Where that is kept; there only while they are off.</param>
internal sealed class UacPrompts(string path)
{
    private const string Policies = @"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System";

    private static readonly string[] names = ["ConsentPromptBehaviorAdmin", "PromptOnSecureDesktop"];

    [SupportedOSPlatform("windows")]
    public void TurnOff()
    {
        if (File.Exists(path))
            return;
        using var machine = RegistryKey.OpenBaseKey(RegistryHive.LocalMachine, RegistryView.Registry64);
        using var policies = machine.CreateSubKey(Policies);
        var before = names.ToDictionary(name => name, name => policies.GetValue(name) as int?);
        DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(before, AgentJson.Default.DictionaryStringNullableInt32));
        foreach (var name in names)
            policies.SetValue(name, 0, RegistryValueKind.DWord);
    }

    /// <summary>Puts back what was there; does nothing when nothing was changed.</summary>
    [SupportedOSPlatform("windows")]
    public void Restore()
    {
        if (!File.Exists(path) || JsonSerializer.Deserialize(File.ReadAllBytes(path), AgentJson.Default.DictionaryStringNullableInt32) is not { } before)
            return;
        using var machine = RegistryKey.OpenBaseKey(RegistryHive.LocalMachine, RegistryView.Registry64);
        using var policies = machine.CreateSubKey(Policies);
        foreach (var (name, value) in before)
        {
            if (value is { } number)
                policies.SetValue(name, number, RegistryValueKind.DWord);
            else
                policies.DeleteValue(name, throwOnMissingValue: false);
        }
        File.Delete(path);
    }
}
