namespace Distribution.ServiceDefaults;

/// <summary>A setting with which the program must not start. The message names it as the environment does; a secret value is never told.</summary>
public sealed class SettingException(string setting, string fault)
    : InvalidOperationException($"The setting {setting.Replace(":", "__", StringComparison.Ordinal)} {fault}");
