using System.Runtime.Versioning;

// Debian packages, file modes and process trees: these tests are about a Unix computer.
[assembly: UnsupportedOSPlatform("windows")]
