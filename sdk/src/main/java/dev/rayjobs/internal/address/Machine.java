package dev.rayjobs.internal.address;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Which hosts are this machine. */
public final class Machine {
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "(?:.*\\.)?localhost\\.?|127(?:\\.\\d{1,3}){3}|\\[(?:0*:)+:?0*1\\]",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}|\\[.*]");

  private Machine() {}

  /**
   * Whether the host is this machine by its very name: {@code localhost}, names below it, {@code
   * 127.0.0.0/8}, {@code ::1}. Other names are not looked up: what they mean may change.
   */
  static boolean isLoopback(String host) {
    return LOOPBACK.matcher(host).matches();
  }

  /**
   * Whether what is sent there stays on this machine, without a look-up of names: a loopback name,
   * or the address of one of its network interfaces.
   *
   * @param host as in a URL, an IPv6 address in brackets
   */
  public static boolean isThis(String host) {
    return isLoopback(host) || (ADDRESS.matcher(host).matches() && isThisLookedUp(host));
  }

  /** As {@link #isThis}, with a look-up; false for a name that is not known. */
  public static boolean isThisLookedUp(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (UnknownHostException | SocketException e) {
      return false;
    }
  }
}
