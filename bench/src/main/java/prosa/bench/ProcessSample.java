package prosa.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The CPU time and memory of a process at a moment, as Linux reports them.
 *
 * @param cpuSeconds user and system time since its start
 * @param residentBytes its memory that is not swapped out
 * @param descriptors how many are open; -1 if that may not be known
 */
record ProcessSample(double cpuSeconds, long residentBytes, int descriptors) {
  /** {@code sysconf(_SC_CLK_TCK)}, which is this on every Linux that Java runs on. */
  private static final double TICKS = 100;

  /**
   * Takes one.
   *
   * @throws LoadException if there is no such process
   */
  static ProcessSample of(long pid) {
    Path process = Path.of("/proc", Long.toString(pid));
    try {
      double cpu = cpu(process);
      long resident = 0;
      for (String line : Files.readAllLines(process.resolve("status"))) {
        if (line.startsWith("VmRSS:")) {
          resident = Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
        }
      }
      return new ProcessSample(cpu, resident, descriptors(process));
    } catch (IOException e) {
      throw new LoadException("there is no process " + pid + " here, or it has ended");
    }
  }

  /**
   * Only the CPU time, which takes much less time than all of it where many descriptors are open.
   *
   * @throws LoadException if there is no such process
   */
  static double cpuSeconds(long pid) {
    try {
      return cpu(Path.of("/proc", Long.toString(pid)));
    } catch (IOException e) {
      throw new LoadException("there is no process " + pid + " here, or it has ended");
    }
  }

  private static double cpu(Path process) throws IOException {
    String stat = Files.readString(process.resolve("stat"));
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    return (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) / TICKS;
  }

  private static int descriptors(Path process) {
    try (Stream<Path> open = Files.list(process.resolve("fd"))) {
      return (int) open.count();
    } catch (IOException e) {
      return -1;
    }
  }
}
