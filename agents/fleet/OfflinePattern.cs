namespace Distribution.Fleet;

/// <summary>Computers that are switched off and on again by themselves, each independently of the others.</summary>
/// <param name="Share">The share of them that is off at any time on average, above 0 and up to 0.99.</param>
/// <param name="Off">For how long one stays off on average.</param>
internal sealed record OfflinePattern(double Share, TimeSpan Off)
{
    /// <summary>Whether a computer is switched over within a stretch of time that is short beside the averages. Pure.</summary>
    /// <param name="drawn">Drawn evenly from 0 to 1.</param>
    public bool Turns(bool isOff, TimeSpan passed, double drawn) => drawn < passed / (isOff ? Off : Off * ((1 - Share) / Share));
}
