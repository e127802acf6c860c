package eshop.platform.db;

import eshop.platform.config.ConfigException;
import eshop.platform.tls.Pem;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * TLS for blocking JDBC. The MariaDB driver takes a client's key from a key store only, so one is
 * made of the PEM files; it lies in the folder for temporary files, readable by its owner only and
 * under a password that is thrown away, until this is closed.
 */
public final class JdbcTls implements AutoCloseable {
  private final Map<String, String> properties = new HashMap<>();
  private Path keyStore;

  private JdbcTls() {}

  /**
   * Reads the files, so that a bad one is named before anything connects; blocks.
   *
   * @param section the path of the settings, for messages
   */
  public static JdbcTls open(DatabaseTls tls, String section) {
    JdbcTls jdbc = new JdbcTls();
    if (!tls.on()) {
      return jdbc;
    }
    jdbc.properties.put("sslMode", tls.jdbcMode());
    if (!tls.ca().isEmpty()) {
      Pem.certificates(section + ".ca", tls.ca());
      jdbc.properties.put("serverSslCert", tls.ca());
    }
    if (!tls.cert().isEmpty()) {
      jdbc.show(Pem.identity(section, tls.cert(), tls.key()), section);
    }
    return jdbc;
  }

  /** What to add to a connection's properties; empty without TLS. */
  public Map<String, String> properties() {
    return Map.copyOf(properties);
  }

  @Override
  public void close() {
    if (keyStore != null) {
      try {
        Files.deleteIfExists(keyStore);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void show(Pem.Identity identity, String section) {
    String password = UUID.randomUUID().toString();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      Certificate[] chain = identity.chain().toArray(Certificate[]::new);
      store.setKeyEntry("client", identity.key(), password.toCharArray(), chain);
      keyStore = Files.createTempFile("eshop-client", ".p12");
      try (OutputStream out = Files.newOutputStream(keyStore)) {
        store.store(out, password.toCharArray());
      }
    } catch (IOException | GeneralSecurityException e) {
      close();
      throw new ConfigException(section + ".key: cannot be made a key store: " + e, e);
    }
    properties.put("keyStore", keyStore.toString());
    properties.put("keyStorePassword", password);
    properties.put("keyStoreType", "PKCS12");
  }
}
