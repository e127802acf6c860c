package eshop.platform.tls;

import eshop.platform.config.ConfigException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads certificates and keys to find at the start what would otherwise fail at the first
 * connection, and in other words on either side. All methods block; each failure is a {@link
 * ConfigException} that names the setting and the file.
 */
public final class Pem {
  private static final int MAX_BYTES = 1024 * 1024;
  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  private Pem() {}

  /** What a server or client shows, and the key that proves it is its own. */
  public record Identity(PrivateKey key, List<X509Certificate> chain) {}

  /**
   * A certificate chain, the own certificate first, and its key.
   *
   * @param section holds the settings {@code cert} and {@code key}
   */
  public static Identity identity(String section, String certFile, String keyFile) {
    List<X509Certificate> chain = certificates(section + ".cert", certFile);
    X509Certificate own = chain.get(0);
    try {
      own.checkValidity();
    } catch (CertificateException e) {
      throw new ConfigException(
          "%s.cert: %s: is valid from %s to %s only"
              .formatted(
                  section, certFile, own.getNotBefore().toInstant(), own.getNotAfter().toInstant()),
          e);
    }
    PrivateKey key = privateKey(section + ".key", keyFile, own);
    if (!belongTogether(key, own)) {
      throw new ConfigException(
          "%s.key: %s: is not the key of %s".formatted(section, keyFile, certFile));
    }
    return new Identity(key, chain);
  }

  /** At least one certificate. */
  public static List<X509Certificate> certificates(String setting, String file) {
    byte[] bytes = read(setting, file);
    try {
      List<X509Certificate> all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (all.isEmpty()) {
        throw new ConfigException("%s: %s: holds no certificate".formatted(setting, file));
      }
      return all;
    } catch (CertificateException e) {
      throw new ConfigException(
          "%s: %s: must hold certificates in PEM format".formatted(setting, file), e);
    }
  }

  private static PrivateKey privateKey(String setting, String file, X509Certificate owner) {
    Matcher key = PRIVATE_KEY.matcher(new String(read(setting, file), StandardCharsets.ISO_8859_1));
    String algorithm = owner.getPublicKey().getAlgorithm();
    try {
      if (key.find()) {
        byte[] der = Base64.getMimeDecoder().decode(key.group(1));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new ConfigException(
          "%s: %s: cannot be read as %s key".formatted(setting, file, algorithm), e);
    }
    throw new ConfigException(
        "%s: %s: must hold a key in PEM format that begins with BEGIN PRIVATE KEY"
                .formatted(setting, file)
            + " (openssl pkcs8 -topk8 -nodes makes one of other kinds)");
  }

  private static boolean belongTogether(PrivateKey key, X509Certificate certificate) {
    String algorithm = SIGNATURES.get(key.getAlgorithm());
    if (algorithm == null) {
      return true;
    }
    try {
      byte[] text = "eshop".getBytes(StandardCharsets.US_ASCII);
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static byte[] read(String setting, String file) {
    try {
      Path path = Path.of(file);
      if (Files.size(path) > MAX_BYTES) {
        throw new ConfigException("%s: %s: is over 1 MiB".formatted(setting, file));
      }
      return Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      throw new ConfigException("%s: %s: there is no such file".formatted(setting, file), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException("%s: %s: cannot be read (%s)".formatted(setting, file, e), e);
    }
  }
}
