package prosa.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Several machines on one: network namespaces with two networks, the front (clients, balancer,
 * nodes) and the back (nodes, NATS), each a bridge in a namespace of its own. Links can be cut,
 * silently as a broken cable does it: nobody is told, packets are gone. Needs root.
 *
 * <p>A namespace lives as long as a process in it does, and that process ends with its standard
 * input; a reaper ends what was started there. So nothing stays, even if this process is killed.
 */
final class ClusterLab implements AutoCloseable {
  /** A network. */
  enum Side {
    FRONT("10.77.0."),
    BACK("10.78.0.");

    private final String prefix;

    Side(String prefix) {
      this.prefix = prefix;
    }

    String address(int host) {
      return prefix + host;
    }

    private String bridge() {
      return this == FRONT ? "front" : "back";
    }
  }

  /** A machine of the lab. */
  final class Machine {
    private final String name;
    private final int number;
    private final Process holder;

    private Machine(String name, int number) throws IOException {
      this.name = name;
      this.number = number;
      this.holder = hold();
    }

    String address(Side side) {
      return side.address(number);
    }

    private void attach(Side side) throws IOException {
      String port = name + side.bridge();
      in(
          switchboard,
          "ip link add %s type veth peer name %s netns %d".formatted(port, side.bridge(), pid()),
          "ip link set %s master %s".formatted(port, side.bridge()),
          "ip link set %s up".formatted(port));
      in(
          holder,
          "ip addr add %s/24 dev %s".formatted(address(side), side.bridge()),
          "ip link set %s up".formatted(side.bridge()));
    }

    /** The process that keeps the machine alive. */
    long pid() {
      return holder.pid();
    }

    /** Nothing passes between this machine and that network from now on; its link stays up. */
    void cut(Side side) throws IOException {
      in(switchboard, "ip link set %s%s nomaster".formatted(name, side.bridge()));
    }

    /** All passes again. */
    void heal(Side side) throws IOException {
      in(switchboard, "ip link set %s%s master %s".formatted(name, side.bridge(), side.bridge()));
    }

    /** Starts a program there; its pid is that of the program. */
    Process start(ProcessBuilder program) throws IOException {
      List<String> command = new ArrayList<>(entering(holder));
      command.addAll(program.command());
      Process process = program.command(command).start();
      reap(process.pid());
      return process;
    }

    /** What a program prints there, once it has ended. */
    String output(String... command) throws IOException {
      Process process = start(new ProcessBuilder(command).redirectErrorStream(true));
      process.getOutputStream().close();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** What a port of the machine's own answers over HTTP, head and body; empty if nothing. */
    String ask(int port, String method, String path) throws IOException {
      String request = "%s %s HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n".formatted(method, path);
      return output(
          "timeout",
          "5",
          "bash",
          "-c",
          "exec 3<>/dev/tcp/127.0.0.1/%d && printf '%s' >&3 && cat <&3".formatted(port, request));
    }
  }

  private final Process switchboard;
  private final Process reaper;
  private final OutputStream reaped;
  private final Map<String, Machine> machines = new LinkedHashMap<>();
  private final List<ProcessHandle> started = new ArrayList<>();
  private final Path folder;

  /** Two networks, and nobody there. */
  ClusterLab() throws IOException {
    folder = Files.createTempDirectory("prosa-lab");
    reaper =
        new ProcessBuilder(
                "sh",
                "-c",
                "all=; while read -r pid; do [ \"$pid\" = done ] && exit; all=\"$all $pid\"; done;"
                    + " kill -CONT $all 2>/dev/null; kill -KILL $all 2>/dev/null")
            .start();
    reaped = reaper.getOutputStream();
    switchboard = hold();
    for (Side side : Side.values()) {
      in(
          switchboard,
          "ip link add %s type bridge".formatted(side.bridge()),
          "ip link set %s up".formatted(side.bridge()));
    }
  }

  /** Whether this machine lets a lab be set up. */
  static boolean isPossible() throws IOException, InterruptedException {
    Process tried =
        new ProcessBuilder("unshare", "--net", "ip", "link", "add", "x", "type", "bridge").start();
    return tried.waitFor() == 0;
  }

  /** A machine on these networks, with this number at the end of its addresses. */
  Machine machine(String name, int number, Side... sides) throws IOException {
    Machine machine = new Machine(name, number);
    machines.put(name, machine);
    for (Side side : sides) {
      machine.attach(side);
    }
    return machine;
  }

  /** A file for a program of the lab. */
  Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static Process hold() throws IOException {
    Process holder =
        new ProcessBuilder(
                "unshare", "--net", "sh", "-c", "ip link set lo up && echo up && exec cat")
            .redirectErrorStream(true)
            .start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8));
    String line = said.readLine();
    if (!"up".equals(line)) {
      throw new IOException("no network namespace: " + line);
    }
    return holder;
  }

  private static List<String> entering(Process holder) {
    return List.of("nsenter", "--net=/proc/" + holder.pid() + "/ns/net");
  }

  private static void in(Process holder, String... commands) throws IOException {
    List<String> command = new ArrayList<>(entering(holder));
    command.addAll(List.of("sh", "-ec", String.join("\n", commands)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join("; ", commands) + ": " + said);
      }
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  /** Ends this program with the lab. */
  synchronized void reap(long pid) throws IOException {
    ProcessHandle.of(pid).ifPresent(started::add);
    reaped.write((pid + "\n").getBytes(StandardCharsets.US_ASCII));
    reaped.flush();
  }

  /** Sends a signal to a program of the lab. */
  static void signal(String name, Process process) throws IOException {
    try {
      int exit =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      if (exit != 0) {
        throw new IOException("SIG" + name + " could not be sent to " + process.pid());
      }
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    for (ProcessHandle handle : started) {
      if (handle.isAlive()) {
        var _ = new ProcessBuilder("kill", "-CONT", Long.toString(handle.pid())).start();
        handle.destroy();
      }
    }
    long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    for (ProcessHandle handle : started) {
      long left = Math.max(1, deadline - System.nanoTime());
      if (!endsWithin(handle, left)) {
        handle.destroyForcibly();
      }
    }
    machines.values().forEach(machine -> end(machine.holder));
    end(switchboard);
    reaped.write("done\n".getBytes(StandardCharsets.US_ASCII));
    reaped.close();
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static boolean endsWithin(ProcessHandle handle, long nanos) {
    try {
      var _ = handle.onExit().get(nanos, TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void end(Process holder) {
    try {
      holder.getOutputStream().close();
      holder.waitFor(5, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
