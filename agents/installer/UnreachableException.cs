namespace Distribution.Installer;

/// <summary>The computer cannot be reached now; it may be off, restarting or away, so it is worth another try.</summary>
internal sealed class UnreachableException(string message) : Exception(message);

/// <summary>The computer was reached and the installation cannot succeed; another try would fail alike.</summary>
internal sealed class InstallationFailedException(string message) : Exception(message);
