package eshop.mariadb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The server's command lines. No option file of the machine is read: the same server runs
 * everywhere. TLS is off because the server listens on loopback only, and making a certificate
 * would cost ten seconds at every start.
 */
record ServerCommand(ServerBinaries binaries, MariaDbOptions options, Path temporary) {
  static final String PID_FILE = "mariadbd.pid";

  /** Reads SQL from its standard input, runs it without any right checked, and ends. */
  List<String> bootstrap(Path data) {
    List<String> command = base(data);
    command.add("--bootstrap");
    command.add("--innodb-flush-log-at-trx-commit=0");
    return command;
  }

  /** Socket and pid file are relative to the data: a socket's path may have 107 characters only. */
  List<String> serve(Path data, int port) {
    List<String> command = base(data);
    command.add("--bind-address=127.0.0.1");
    command.add("--port=" + port);
    command.add("--socket=mariadbd.sock");
    command.add("--pid-file=" + PID_FILE);
    command.add("--skip-name-resolve");
    command.add("--max-connections=" + options.maxConnections());
    command.add("--innodb-buffer-pool-size=" + options.bufferPoolMiB() + "M");
    command.add("--innodb-flush-log-at-trx-commit=" + (options.durable() ? 1 : 2));
    command.add("--max-allowed-packet=16M");
    // A commit is then one synchronous write instead of a write and a sync; 10.11 has it not.
    command.add("--loose-innodb-log-file-write-through=1");
    command.addAll(options.arguments());
    return command;
  }

  private List<String> base(Path data) {
    List<String> command = new ArrayList<>();
    command.add(binaries.executable().toString());
    command.add("--no-defaults");
    if ("root".equals(System.getProperty("user.name"))) {
      command.add("--user=root");
    }
    command.add("--basedir=" + binaries.home());
    command.add("--datadir=" + data);
    command.add("--tmpdir=" + temporary);
    command.add("--lc-messages-dir=" + binaries.share());
    command.add("--character-sets-dir=" + binaries.share().resolve("charsets"));
    command.add("--character-set-server=utf8mb4");
    command.add("--collation-server=utf8mb4_unicode_ci");
    command.add("--skip-ssl");
    command.add("--skip-log-bin");
    command.add("--skip-performance-schema");
    command.add("--table-open-cache=400");
    command.add("--innodb-log-file-size=384M");
    return command;
  }
}
