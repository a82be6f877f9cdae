using System.ComponentModel;
using System.Diagnostics;

namespace Distribution.Agent.Users;

/// <summary>A notification of the desktop, where there is one.</summary>
internal static class Notification
{
    private const string Title = "Software on this computer";

    private const string Toast = """
        [void][Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]
        $toast = [Windows.UI.Notifications.ToastNotificationManager]::GetTemplateContent(1)
        $texts = $toast.GetElementsByTagName('text')
        [void]$texts.Item(0).AppendChild($toast.CreateTextNode($env:NOTICE_TITLE))
        [void]$texts.Item(1).AppendChild($toast.CreateTextNode($env:NOTICE_TEXT))
        [Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier('Distribution').Show([Windows.UI.Notifications.ToastNotification]::new($toast))
        """;

    /// <returns>False when the desktop shows none; the terminal does, in any case.</returns>
    public static bool Show(string text)
    {
        // The text goes by environment or as one argument, never through a shell: it was written far away.
        if (OperatingSystem.IsWindows())
            return Run("powershell", text, "-NoProfile", "-NonInteractive", "-Command", Toast);
        return OperatingSystem.IsMacOS()
            ? Run("osascript", text, "-e", "on run argv", "-e", "display notification (item 1 of argv) with title (item 2 of argv)", "-e", "end run", text, Title)
            : Run("notify-send", text, "--app-name=Distribution", "--", Title, text);
    }

    private static bool Run(string program, string text, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            (start.Environment["NOTICE_TITLE"], start.Environment["NOTICE_TEXT"]) = (Title, text);
            using var process = Process.Start(start);
            return process is not null;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
