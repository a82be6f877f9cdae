using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Distribution.Testing;

/// <summary>A certificate authority of our own, kept in a folder in PEM, and the server certificates that it issues.</summary>
public sealed class LocalAuthority
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly string _folder;
    private readonly X509Certificate2 _own;

    private LocalAuthority(string folder, X509Certificate2 own) => (_folder, _own) = (folder, own);

    /// <summary>The authority's own certificate: who trusts this file trusts what the authority issues.</summary>
    public string CertificateFile => Path.Combine(_folder, "ca.pem");

    /// <summary>The authority of a folder; made there, valid for ten years, when there is none.</summary>
    public static LocalAuthority In(string folder, string name = "Distribution, this machine only")
    {
        Directory.CreateDirectory(folder);
        var (certificate, key) = (Path.Combine(folder, "ca.pem"), Path.Combine(folder, "ca.key"));
        if (!File.Exists(certificate))
        {
            using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest(Called(name), pair, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
            var now = DateTimeOffset.UtcNow;
            using var own = request.CreateSelfSigned(now.AddYears(-1), now.AddYears(10));
            WritePrivately(key, pair.ExportPkcs8PrivateKeyPem());
            File.WriteAllText(certificate, own.ExportCertificatePem());
        }

        return new(folder, X509Certificate2.CreateFromPemFile(certificate, key));
    }

    /// <summary>A new certificate for this machine, or for other hosts; the files of an earlier one of the name are replaced.</summary>
    public TlsFiles Issue(string name, IReadOnlyList<string>? hosts = null, DateTimeOffset? from = null, DateTimeOffset? until = null)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Called(name), pair, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts ?? ["localhost", "127.0.0.1"])
        {
            if (IPAddress.TryParse(host, out var address))
                names.AddIpAddress(address);
            else
                names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_own, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var now = DateTimeOffset.UtcNow;
        using var certificate = request.Create(_own, from ?? now.AddDays(-1), until ?? now.AddDays(90), RandomNumberGenerator.GetBytes(12));
        var files = new TlsFiles(CertificateFile, Path.Combine(_folder, $"{name}.pem"), Path.Combine(_folder, $"{name}.key"));
        WritePrivately(files.Key, pair.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(files.Certificate, certificate.ExportCertificatePem());
        return files;
    }

    /// <summary>For HTTP clients that trust the authority of a file and no other; without a file, whom the system trusts.</summary>
    public static SocketsHttpHandler Handler(string? authority)
    {
        var handler = new SocketsHttpHandler();
        if (authority is not null)
            handler.SslOptions = new() { CertificateChainPolicy = PolicyOf(authority) };
        return handler;
    }

    /// <summary>The same for libraries that ask with a callback.</summary>
    public static RemoteCertificateValidationCallback Accepting(string authority) => (_, certificate, _, errors) =>
    {
        using var chain = new X509Chain { ChainPolicy = PolicyOf(authority) };
        return !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) && certificate is X509Certificate2 shown && chain.Build(shown);
    };

    private static X509ChainPolicy PolicyOf(string authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(authority);
        return policy;
    }

    private static X500DistinguishedName Called(string name)
    {
        var called = new X500DistinguishedNameBuilder();
        called.AddCommonName(name);
        return called.Build();
    }

    private static void WritePrivately(string path, string text)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.Write(text);
    }
}

/// <summary>What a server needs to speak TLS, as paths of PEM files.</summary>
/// <param name="Authority">Whom its clients trust.</param>
public sealed record TlsFiles(string Authority, string Certificate, string Key);
