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
