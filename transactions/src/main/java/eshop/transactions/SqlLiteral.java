package eshop.transactions;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/**
 * Values as SQL text. Text and bytes are written in hexadecimal digits: whatever they hold, they
 * cannot end the literal, in any {@code sql_mode} and character set.
 */
final class SqlLiteral {
  private static final HexFormat HEX = HexFormat.of();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

  private SqlLiteral() {}

  static void append(StringBuilder to, Object value) {
    if (value == null) {
      to.append("NULL");
    } else if (value instanceof String text) {
      hex(to.append("_utf8mb4 "), text.getBytes(StandardCharsets.UTF_8));
    } else if (value instanceof Long || value instanceof Integer) {
      to.append(value);
    } else if (value instanceof LocalDateTime time) {
      to.append('\'').append(TIME.format(time)).append('\'');
    } else if (value instanceof Buffer bytes) {
      hex(to, bytes.getBytes());
    } else {
      throw new IllegalArgumentException("no SQL text for a " + value.getClass().getName());
    }
  }

  private static void hex(StringBuilder to, byte[] bytes) {
    to.append("X'");
    HEX.formatHex(to, bytes);
    to.append('\'');
  }
}
