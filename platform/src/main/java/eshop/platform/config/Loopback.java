package eshop.platform.config;

import java.util.regex.Pattern;

/**
 * Whether only this machine can reach a host. Decided by the text alone, because a name's address
 * can change: every name but localhost counts as reachable by others.
 */
public final class Loopback {
  private static final Pattern HOST =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[?(::1|0:0:0:0:0:0:0:1)]?");

  private Loopback() {}

  /** True for localhost, 127.x.x.x and ::1. */
  public static boolean is(String host) {
    return HOST.matcher(host).matches();
  }
}
