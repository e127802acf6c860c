package eshop.platform.net;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import java.util.List;

/** A name server that gives the same IPv4 addresses for every name, to be asked anew each time. */
final class DnsDouble {
  private static final int HEADER_BYTES = 12;
  private static final int ANSWER_WITHOUT_ERROR = 0x8180;
  private static final int POINTER_TO_THE_QUESTION = 0xC00C;
  private static final int TYPE_A = 1;
  private static final int CLASS_IN = 1;
  private static final int NO_SECONDS = 0;

  private final DatagramSocket socket;
  private volatile List<String> addresses = List.of();

  private DnsDouble(DatagramSocket socket) {
    this.socket = socket;
    socket.handler(this::answer);
  }

  static Future<DnsDouble> start(Vertx vertx) {
    return vertx.createDatagramSocket().listen(0, "127.0.0.1").map(DnsDouble::new);
  }

  int port() {
    return socket.localAddress().port();
  }

  void addresses(String... all) {
    addresses = List.of(all);
  }

  private void answer(DatagramPacket packet) {
    Buffer query = packet.data();
    int end = HEADER_BYTES;
    while (query.getByte(end) != 0) {
      end += 1 + query.getUnsignedByte(end);
    }
    int type = query.getUnsignedShort(end + 1);
    List<String> found = type == TYPE_A ? addresses : List.of();
    Buffer answer =
        Buffer.buffer()
            .appendUnsignedShort(query.getUnsignedShort(0))
            .appendUnsignedShort(ANSWER_WITHOUT_ERROR)
            .appendUnsignedShort(1)
            .appendUnsignedShort(found.size())
            .appendInt(0)
            .appendBuffer(query, HEADER_BYTES, end + 5 - HEADER_BYTES);
    found.forEach(address -> append(answer, address));
    socket.send(answer, packet.sender().port(), packet.sender().host());
  }

  private static void append(Buffer answer, String address) {
    answer
        .appendUnsignedShort(POINTER_TO_THE_QUESTION)
        .appendUnsignedShort(TYPE_A)
        .appendUnsignedShort(CLASS_IN)
        .appendInt(NO_SECONDS)
        .appendUnsignedShort(4);
    for (String part : address.split("\\.", -1)) {
      answer.appendUnsignedByte(Short.parseShort(part));
    }
  }
}
