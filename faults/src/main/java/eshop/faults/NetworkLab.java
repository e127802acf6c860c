package eshop.faults;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Several hosts on one machine: network namespaces on a bridge, so that a network can be cut
 * without a word to either side. Needs Linux, root and iproute2; {@link #isPossible} tells.
 *
 * <p>The hosts see each other and this machine. What runs here is reached under addresses of the
 * bridge, each of which can be taken away. All names and networks are this process's own; {@link
 * #close} removes them. Its methods block.
 */
public final class NetworkLab implements Closeable {
  private static final AtomicInteger LABS = new AtomicInteger();
  private static final int FIRST_HOST = 10;
  private static final int FIRST_SERVICE = 100;

  private final String name;
  private final String network;
  private final List<Host> hosts = new ArrayList<>();
  private int services;

  private NetworkLab(String name, String network) {
    this.name = name;
    this.network = network;
  }

  /** Whether this process may make network namespaces here. */
  public static boolean isPossible() {
    String probe = "eshop-probe-" + ProcessHandle.current().pid();
    if (!Commands.succeeds("ip", "netns", "add", probe)) {
      return false;
    }
    boolean bridges = Commands.succeeds("ip", "link", "add", bridge(probe), "type", "bridge");
    Commands.succeeds("ip", "link", "del", bridge(probe));
    Commands.succeeds("ip", "netns", "del", probe);
    return bridges;
  }

  /** A bridge without hosts, in a network of 10.x.y.0/24. */
  public static NetworkLab create() throws IOException {
    long pid = ProcessHandle.current().pid();
    int number = LABS.incrementAndGet();
    String network = "10.%d.%d.".formatted(64 + pid % 128, number % 250);
    NetworkLab lab = new NetworkLab("eshop-%d-%d".formatted(pid, number), network);
    Commands.run("ip", "link", "add", bridge(lab.name), "type", "bridge");
    Commands.run("ip", "addr", "add", lab.gateway() + "/24", "dev", bridge(lab.name));
    Commands.run("ip", "link", "set", bridge(lab.name), "up");
    return lab;
  }

  /** This machine's own address in the lab, which is never taken away. */
  public String gateway() {
    return network + 1;
  }

  /** Adds a host; processes run on it when they are started behind {@link Host#wrapper}. */
  public Host host() throws IOException {
    int number = hosts.size();
    String space = name + "-" + number;
    String outside = "ve" + Integer.toHexString((space + "a").hashCode());
    String inside = "ve" + Integer.toHexString((space + "b").hashCode());
    Host host = new Host(space, outside, network + (FIRST_HOST + number));
    Commands.run("ip", "netns", "add", space);
    hosts.add(host);
    Commands.run(
        "ip", "link", "add", outside, "type", "veth", "peer", "name", inside, "netns", space);
    Commands.run("ip", "link", "set", outside, "master", bridge(name), "up");
    host.inside("ip", "addr", "add", host.address() + "/24", "dev", inside);
    host.inside("ip", "link", "set", inside, "up");
    host.inside("ip", "link", "set", "lo", "up");
    return host;
  }

  /** Adds an address under which something that runs on this machine is reached by the hosts. */
  public Service service() throws IOException {
    Service service = new Service(network + (FIRST_SERVICE + services++));
    service.join();
    return service;
  }

  @Override
  public void close() throws IOException {
    for (Host host : hosts) {
      Commands.run("ip", "netns", "del", host.space);
    }
    Commands.run("ip", "link", "del", bridge(name));
  }

  /** Names of interfaces have 15 characters at most. */
  private static String bridge(String name) {
    return "br" + Integer.toHexString(name.hashCode());
  }

  /** A host of the lab. */
  public final class Host {
    private final String space;
    private final String link;
    private final String address;

    private Host(String space, String link, String address) {
      this.space = space;
      this.link = link;
      this.address = address;
    }

    public String address() {
      return address;
    }

    /** What stands before the command of a process that is to run on this host. */
    public List<String> wrapper() {
      return List.of("ip", "netns", "exec", space);
    }

    /** From now on nothing comes from it or to it; nobody is told. */
    public void cut() throws IOException {
      Commands.run("ip", "link", "set", link, "nomaster");
    }

    /** It is back. */
    public void join() throws IOException {
      Commands.run("ip", "link", "set", link, "master", bridge(name));
    }

    private void inside(String... command) throws IOException {
      List<String> all = new ArrayList<>(wrapper());
      all.addAll(List.of(command));
      Commands.run(all.toArray(String[]::new));
    }
  }

  /** An address of this machine in the lab. */
  public final class Service {
    private final String address;

    private Service(String address) {
      this.address = address;
    }

    public String address() {
      return address;
    }

    /** From now on no host reaches it; open connections hear nothing. */
    public void cut() throws IOException {
      Commands.run("ip", "addr", "del", address + "/24", "dev", bridge(name));
    }

    /** It is back. */
    public void join() throws IOException {
      Commands.run("ip", "addr", "add", address + "/24", "dev", bridge(name));
    }
  }
}
