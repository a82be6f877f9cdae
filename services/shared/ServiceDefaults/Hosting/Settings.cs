using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Distribution.ServiceDefaults;

/// <summary>Settings are judged when a program starts: a wrong one ends it with a sentence that names the setting, and not an hour later.</summary>
public static partial class Settings
{
    /// <summary>Names a folder of files, each called as a setting, that win over the environment: mounted secrets.</summary>
    public const string Folder = "Settings:Folder";

    /// <summary>Reads a setting, or null when it is not set.</summary>
    /// <param name="parse">Throws FormatException, ArgumentException or InvalidOperationException with what is wrong; the value itself is not told.</param>
    /// <exception cref="SettingException">The setting is wrong.</exception>
    public static T? Read<T>(this IConfiguration configuration, string name, Func<string, T> parse)
    {
        if (configuration[name] is not { Length: > 0 } text)
            return default;
        try
        {
            return parse(text);
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException or InvalidOperationException and not SettingException)
        {
            throw new SettingException(name, $"cannot be used: {fault.Message}");
        }
    }

    /// <summary>A setting that must be there, as it is.</summary>
    /// <exception cref="SettingException">It is missing.</exception>
    public static string Required(this IConfiguration configuration, string name) =>
        configuration[name] is { Length: > 0 } text ? text : throw new SettingException(name, "is missing.");

    /// <summary>A whole number within limits, or the one that holds when it is not set.</summary>
    /// <exception cref="SettingException">It is no such number.</exception>
    public static int Whole(this IConfiguration configuration, string name, int otherwise, int least, int most = int.MaxValue) =>
        configuration[name] is not { Length: > 0 } text
            ? otherwise
            : int.TryParse(text, out var number) && number >= least && number <= most
                ? number
                : throw new SettingException(name, $"must be a whole number {(most == int.MaxValue ? $"of {least} or more" : $"from {least} to {most}")}, and is '{text}'.");

    /// <summary>A section as a type, or what holds when nothing of it is set.</summary>
    /// <param name="fault">What is wrong with it: the name within the section and a sentence's end; null when nothing is.</param>
    /// <exception cref="SettingException">A value is not of its type, or the section is wrong.</exception>
    public static T Section<T>(this IConfiguration configuration, string name, T otherwise, Func<T, (string Name, string Fault)?> fault)
        where T : class
    {
        T section;
        try
        {
            section = configuration.GetSection(name).Get<T>() ?? otherwise;
        }
        catch (InvalidOperationException wrong)
        {
            var place = At().Match(wrong.Message);
            throw new SettingException(place.Success ? place.Groups[1].Value : name, $"cannot be used: {wrong.Message}");
        }

        return fault(section) is var (within, sentence) ? throw new SettingException($"{name}:{within}", sentence) : section;
    }

    // The binder names the value that it could not convert.
    [GeneratedRegex("at '([A-Za-z0-9:]+)'")]
    private static partial Regex At();

    /// <summary>The connection string of the service's own database, from ConnectionStrings:Database.</summary>
    /// <exception cref="SettingException">It is missing, or names no server or no database.</exception>
    public static string Database(this IConfiguration configuration)
    {
        const string name = "ConnectionStrings:Database";
        var text = configuration.Required(name);
        try
        {
            var parsed = new NpgsqlConnectionStringBuilder(text);
            return parsed switch
            {
                { Host: null or "" } => throw new SettingException(name, "names no Host."),
                { Database: null or "" } => throw new SettingException(name, "names no Database."),
                _ => text,
            };
        }
        // The message of a wrong keyword names the keyword alone; that of a wrong value may hold the value.
        catch (Exception fault) when (fault is ArgumentException or FormatException or DbException)
        {
            throw new SettingException(name, "is no connection string, such as Host=db;Database=packages;Username=...;Password=...");
        }
    }
}
