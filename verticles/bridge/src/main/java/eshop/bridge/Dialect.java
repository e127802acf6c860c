package eshop.bridge;

/** What Vert.x's two bridge protocols call the same things. */
enum Dialect {
  /** Of vertx-tcp-eventbus-bridge. */
  TCP("message", true),
  /** Of vertx-web's SockJS bridge, and of the clients for it. */
  SOCKJS("rec", false);

  private final String reply;
  private final boolean pong;

  Dialect(String reply, boolean pong) {
    this.reply = reply;
    this.pong = pong;
  }

  /** The type of a message that carries a reply. */
  String reply() {
    return reply;
  }

  /** Whether a ping is answered. */
  boolean pong() {
    return pong;
  }
}
