using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Distribution.Agent.Connections;

/// <summary>
/// The certificate authorities that this agent trusts, and no others: a file in PEM, read anew for every connection, so that a new authority is
/// put beside the old one without starting anything again. There is no way to trust less than this.
/// </summary>
internal sealed class PinnedAuthority(string path)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public string Path => path;

    /// <summary>What is wrong with the file, in words; null when it holds at least one authority.</summary>
    public static string? FaultOf(string path)
    {
        try
        {
            return Read(path).Count > 0 ? null : $"{path} holds no certificate in PEM.";
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return $"{path} cannot be read as certificates in PEM: {problem.Message}";
        }
    }

    /// <summary>For connections over HTTPS.</summary>
    public SslClientAuthenticationOptions ForHttp() => new() { RemoteCertificateValidationCallback = Validate };

    /// <summary>Accepts the server, or throws with the reason.</summary>
    /// <exception cref="AuthenticationException">It is not a server of ours, in words for the person in front of the computer.</exception>
    public bool Validate(object sender, X509Certificate? shown, X509Chain? sent, SslPolicyErrors errors) =>
        FaultOf(shown, sent, errors) is not { } fault || Refuse(fault);

    // Thrown, not answered: libraries would tell of a refusal in words of their own, which help nobody.
    private static bool Refuse(string fault) => throw new AuthenticationException(fault);

    private string? FaultOf(X509Certificate? shown, X509Chain? sent, SslPolicyErrors errors)
    {
        if (shown is null)
            return "The server shows no certificate.";
        using var certificate = new X509Certificate2(shown);
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"The server's certificate ({Named(certificate)}) is for another host than the one that was asked.";
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Read(path));
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        // Whoever may name an address in a certificate must not make this computer go there.
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        if (sent is not null)
        {
            foreach (var element in sent.ChainElements)
                chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }
        return chain.Build(certificate) ? null : ReasonOf(chain, certificate);
    }

    private string ReasonOf(X509Chain chain, X509Certificate2 certificate)
    {
        var now = DateTimeOffset.UtcNow;
        var faults = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
        if ((faults & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid)) != 0)
            return $"The server's certificate ({Named(certificate)}) was issued by {certificate.Issuer}, which is none of the authorities in {path}.";
        if (faults.HasFlag(X509ChainStatusFlags.NotTimeValid))
            return certificate.NotAfter.ToUniversalTime() < now
                ? $"The server's certificate ({Named(certificate)}) expired at {certificate.NotAfter.ToUniversalTime():u}; it is {now:u} here."
                : certificate.NotBefore.ToUniversalTime() > now
                    ? $"The server's certificate ({Named(certificate)}) is valid from {certificate.NotBefore.ToUniversalTime():u}; it is {now:u} here."
                    : $"An authority of the server's certificate ({Named(certificate)}) is not valid at {now:u}, the time here.";
        return $"The server's certificate ({Named(certificate)}) is not valid for a server: {string.Join(" ", chain.ChainStatus.Select(status => status.StatusInformation.Trim()))}";
    }

    private static string Named(X509Certificate2 certificate) => $"{certificate.Subject}, number {certificate.SerialNumber}";

    private static X509Certificate2Collection Read(string path)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(path);
        return authorities;
    }
}
