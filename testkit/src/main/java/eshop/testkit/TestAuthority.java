package eshop.testkit;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** An authority of one test, and what it certifies, as PEM files in a folder. */
public final class TestAuthority {
  private final Path folder;
  private final X509Bundle authority;
  private final Path ca;

  /** A certificate with its key. */
  public record Identity(Path cert, Path key) {}

  /**
   * Makes an authority.
   *
   * @param name of the authority, and of its file in the folder
   */
  public TestAuthority(Path folder, String name) {
    this.folder = folder;
    this.authority = certify(() -> builder(name).setIsCertificateAuthority(true).buildSelfSigned());
    this.ca = write(name + ".pem", authority.getCertificatePEM());
  }

  /** The authority's own certificate. */
  public Path ca() {
    return ca;
  }

  /** A certificate for a client, or for a server that is called as 127.0.0.1 or localhost. */
  public Identity issue(String name) {
    return issue(name, builder(name).addSanIpAddress("127.0.0.1").addSanDnsName("localhost"));
  }

  /** A certificate for a server of another name. */
  public Identity issueFor(String host) {
    return issue(host, builder(host).addSanDnsName(host));
  }

  /** A certificate that was valid until yesterday. */
  public Identity issueExpired(String name) {
    return issue(
        name,
        builder(name)
            .addSanIpAddress("127.0.0.1")
            .notAfter(Instant.now().minus(Duration.ofDays(1))));
  }

  private Identity issue(String name, CertificateBuilder builder) {
    X509Bundle issued = certify(() -> builder.buildIssuedBy(authority));
    return new Identity(
        write(name + ".pem", issued.getCertificatePathPEM()),
        write(name + "-key.pem", issued.getPrivateKeyPEM()));
  }

  private static CertificateBuilder builder(String name) {
    return new CertificateBuilder()
        .algorithm(CertificateBuilder.Algorithm.ecp256)
        .subject("CN=" + name)
        .notBefore(Instant.now().minus(Duration.ofDays(2)));
  }

  private interface Certifier {
    X509Bundle certify() throws Exception;
  }

  private static X509Bundle certify(Certifier certifier) {
    try {
      return certifier.certify();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Path write(String name, String pem) {
    try {
      return Files.writeString(folder.resolve(name), pem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
