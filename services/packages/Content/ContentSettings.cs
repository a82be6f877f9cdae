namespace Distribution.Packages.Content;

/// <summary>The settings under 'Content'.</summary>
internal sealed class ContentSettings
{
    /// <summary>Where content is kept when no bucket is named.</summary>
    public string Folder { get; set; } = "data/contents";

    /// <summary>The S3-compatible bucket that takes the folder's place.</summary>
    public BucketSettings? Bucket { get; set; }

    /// <summary>How long an upload waits for its next bytes.</summary>
    public TimeSpan UploadLifetime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long content stays that no package refers to.</summary>
    public TimeSpan UnusedLifetime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How often abandoned uploads and unused content are looked for.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long after one reading of all content the next begins.</summary>
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How fast the check reads, so that it does not take the disk from those who download.</summary>
    public long CheckBytesPerSecond { get; set; } = 20 << 20;

    /// <summary>What is wrong with them, and of which; null when nothing is.</summary>
    public static (string Name, string Fault)? Fault(ContentSettings settings)
    {
        (string Name, TimeSpan Value)[] times =
        [
            (nameof(UploadLifetime), settings.UploadLifetime), (nameof(UnusedLifetime), settings.UnusedLifetime),
            (nameof(SweepInterval), settings.SweepInterval), (nameof(CheckInterval), settings.CheckInterval),
        ];
        if (times.FirstOrDefault(time => time.Value <= TimeSpan.Zero) is { Name: { } name, Value: var value })
            return (name, $"must be longer than nothing, such as 1.00:00:00 for a day, and is '{value}'.");
        if (settings.CheckBytesPerSecond <= 0)
            return (nameof(CheckBytesPerSecond), $"must be 1 or more, and is {settings.CheckBytesPerSecond}.");
        return settings.Bucket is { Name: "" } ? ("Bucket:Name", "is missing.") : null;
    }
}

/// <summary>A bucket; keys may be left out where the environment names an identity by itself.</summary>
internal sealed class BucketSettings
{
    /// <summary>The bucket's name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Address of the S3-compatible server; null is Amazon's own.</summary>
    public string? ServiceUrl { get; set; }

    /// <summary>The region that requests are signed for.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>The key's id.</summary>
    public string? AccessKey { get; set; }

    /// <summary>The key's secret.</summary>
    public string? SecretKey { get; set; }
}
