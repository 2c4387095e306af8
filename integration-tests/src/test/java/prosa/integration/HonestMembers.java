package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Well-behaved members of a server under attack, in a process of their own that measures how they
 * are served: two classic pairs and two DEALER sockets on pyzmq and two WebSockets, all at one
 * table and each from an address of its own (127.0.3.x), and newcomers at the door by all three
 * ways (127.0.4.x to 127.0.11.x).
 *
 * <p>A test measures quiet whiles and attacks in turn, since the machine may have other work, now
 * more and now less, and compares all of the ones with all of the others:
 *
 * <pre>{@code
 * try (Prosa prosa = Prosa.serve("--trusted", HonestMembers.NO_NETWORK);
 *     HonestMembers members = HonestMembers.gather(prosa.port())) {
 *   members.assertServedAsWellDuring(3, Duration.ofSeconds(3), () -> attack(prosa.port()));
 * }
 * }</pre>
 *
 * <p>A {@link StallProbe} measures beside them how long the machine itself makes a program wait.
 * Where it stands still, delays say nothing of the server, and the test is done again.
 *
 * <p>The server has to take their addresses for strangers' ({@link #NO_NETWORK}) if its limits by
 * address are to hold; attackers come from other addresses than theirs. Ends with {@link #close}.
 */
final class HonestMembers implements AutoCloseable {
  /** For {@code --trusted}: a network that nobody on this machine comes from. */
  static final String NO_NETWORK = "10.9.9.9/32";

  /** How many sit at the table. */
  static final int COUNT = 6;

  private static final String SCRIPT = "integration-tests/src/test/python/honest.py";
  private static final double USUAL_NEWCOMERS = 3;
  private static final Duration ANSWER = Duration.ofSeconds(60);

  /** How often a test is done at most, if the machine stands still during it. */
  private static final int TRIES = 3;

  /** A machine that makes a sleeping thread wait so many milliseconds longer stands still. */
  private static final double STALLED_P99 = 10;

  private final Process process;
  private final BufferedWriter commands;
  private final BlockingQueue<Map<String, String>> answers = new LinkedBlockingQueue<>();
  private final StallProbe machine = StallProbe.start();
  private final Map<String, Double> stalls = new HashMap<>();
  private int tries;
  private String period = "";
  private final String room;

  private HonestMembers(Process process) {
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    Thread.ofVirtual().start(this::read);
    this.room = answer("gathered").getOrDefault("room", "");
  }

  /** Seats them at one table of the server whose door is at this port; three newcomers a second. */
  static HonestMembers gather(int door) throws IOException {
    return gather(door, USUAL_NEWCOMERS);
  }

  /**
   * Seats them.
   *
   * @param newcomers how many come to the door a second while a period is measured; 0 for none
   */
  static HonestMembers gather(int door, double newcomers) throws IOException {
    return gather(List.of(), door, newcomers);
  }

  /** Seats them in the network of another process. */
  static HonestMembers gatherInNetworkOf(long pid, int door) throws IOException {
    return gather(Outcome.enterNetworkOf(pid), door, USUAL_NEWCOMERS);
  }

  private static HonestMembers gather(List<String> by, int door, double newcomers)
      throws IOException {
    List<String> command = new ArrayList<>(by);
    command.addAll(
        List.of(
            "/usr/bin/python3",
            "-u",
            Outcome.ROOT.resolve(SCRIPT).toString(),
            Prosa.HOST,
            Integer.toString(door),
            Double.toString(newcomers)));
    return new HonestMembers(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** What a test does while they are measured. */
  interface Attack {
    void run() throws Exception;
  }

  /** The room that they sit in. */
  String room() {
    return room;
  }

  /** How they are served for so long. */
  Figures measure(Duration time) {
    begin();
    Await.within(time, () -> false);
    return end();
  }

  /** How they are served while something is done. */
  Figures during(Attack attack) throws Exception {
    return measured("", attack);
  }

  /**
   * Fails unless they are served as well during an attack as in quiet times before and after.
   *
   * @param rounds how often the attack is done, with quiet whiles between
   * @return what was measured
   */
  Comparison assertServedAsWellDuring(int rounds, Duration quiet, Attack attack) throws Exception {
    for (int again = TRIES - 1; ; again--) {
      Comparison both = inTurn(rounds, quiet, attack);
      System.out.printf("quiet: %s%nattacked: %s%n", both.quiet(), both.attacked());
      both.attacked().assertNothingFailed(again == 0);
      if (again == 0 || !both.attacked().machineStalled()) {
        both.attacked().assertServedAsWellAs(both.quiet());
        return both;
      }
      if (both.attacked().haveCompany() && both.attacked().isServedAsWellAs(both.quiet())) {
        return both;
      }
      System.out.println("the machine stood still: once more");
    }
  }

  /**
   * Fails unless they are served as well during an attack as while another server of this machine
   * is attacked in the same way: that takes as much of the processors, and what is beyond it is
   * what the attack costs at the server itself. Done up to three times, since the machine may have
   * other work now and then.
   *
   * @param rounds how often each of both is done, with quiet whiles between
   * @param elsewhere the attack on another server
   * @param attack the attack on theirs
   */
  void assertServedAsWellAsBeside(int rounds, Duration quiet, Attack elsewhere, Attack attack)
      throws Exception {
    Attack nothing = () -> Await.within(quiet, () -> false);
    for (int again = TRIES - 1; ; again--) {
      String turn = " " + tries++;
      Figures quietly = measured("quiet" + turn, nothing);
      Figures beside = quietly;
      Figures attacked = quietly;
      for (int round = 0; round < rounds; round++) {
        beside = measured("beside" + turn, elsewhere);
        attacked = measured("attacked" + turn, attack);
        quietly = measured("quiet" + turn, nothing);
      }
      System.out.printf(
          "quiet: %s%nanother server attacked: %s%nattacked: %s%n", quietly, beside, attacked);
      attacked.assertNothingFailed(again == 0);
      if (again == 0
          || (attacked.haveCompany() && attacked.isServedAsWellAsBeside(quietly, beside))) {
        attacked.assertServedAsWellAsBeside(quietly, beside);
        return;
      }
      System.out.println("once more: the machine may have had other work");
    }
  }

  private Comparison inTurn(int rounds, Duration quiet, Attack attack) throws Exception {
    String turn = " " + tries++;
    Attack nothing = () -> Await.within(quiet, () -> false);
    Figures attacked = null;
    Figures quietly = measured("quiet" + turn, nothing);
    for (int round = 0; round < rounds; round++) {
      attacked = measured("attacked" + turn, attack);
      quietly = measured("quiet" + turn, nothing);
    }
    if (attacked == null) {
      throw new IllegalArgumentException("at least one round");
    }
    return new Comparison(quietly, attacked);
  }

  private Figures measured(String name, Attack what) throws Exception {
    begin(name);
    what.run();
    return end();
  }

  /** Begins a period to be measured. */
  void begin() {
    begin("");
  }

  /** Begins one more of this name: the figures at its end are those of all of them. */
  private void begin(String name) {
    period = name;
    command("begin " + name);
    answer("begun");
    machine.clear();
  }

  /** Ends the period, once what was said was heard (for 5 s) and its newcomers sit (for 10 s). */
  Figures end() {
    command("end");
    Map<String, String> told = new HashMap<>(answer("figures"));
    double stall = machine.p99();
    double worst = period.isEmpty() ? stall : stalls.merge(period, stall, Math::max);
    told.put("machine_p99", Double.toString(worst));
    return new Figures(told);
  }

  private void command(String what) {
    try {
      commands.write(what + "\n");
      commands.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the honest members' process ended", e);
    }
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        answers.add(FlatJson.read(line));
      }
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Map<String, String> answer(String expected) {
    try {
      Map<String, String> answer = answers.poll(ANSWER.toSeconds(), TimeUnit.SECONDS);
      if (answer == null || !expected.equals(answer.get("event"))) {
        close();
        throw new AssertionError("the honest members told " + answer + ", not " + expected);
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    machine.close();
    process.destroyForcibly();
    process.onExit().orTimeout(Await.LONG.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** How they were served in all quiet whiles together, and in all attacks. */
  record Comparison(Figures quiet, Figures attacked) {}

  /** How they were served during a period; times in milliseconds. */
  record Figures(Map<String, String> told) {
    /** How much slower than in quiet times they may be served. */
    static final double FACTOR = 3;

    /** Delays up to these count as none: a machine with other work has them by itself. */
    static final double FLOOR_P50 = 25;

    static final double FLOOR_P99 = 150;

    /** The same where the machine's own share is measured by an attack on another server. */
    static final double FLOOR_P50_BESIDE = 10;

    static final double FLOOR_P99_BESIDE = 40;

    /**
     * A text and a newcomer's question go through so many processes and threads, each of which the
     * machine may make wait.
     */
    static final double HOPS = 2;

    /** How long a newcomer may wait for its seat. */
    static final double SEATED_WITHIN = 2000;

    double number(String name) {
      return Double.parseDouble(told.getOrDefault(name, "0"));
    }

    /** The delay between saying and hearing that a share of all of them had at most. */
    double p50() {
      return number("all_p50");
    }

    double p99() {
      return number("all_p99");
    }

    /** Texts of theirs that one of them did not hear, counted for each who did not. */
    long lost() {
      return (long) number("lost");
    }

    /** Numbers that the direct ones were told that they missed. */
    long missed() {
      return (long) number("missed");
    }

    /** Jumps of the numbers that they were not told of. */
    long gaps() {
      return (long) number("gaps");
    }

    /** What else went wrong: lost connections, refusals. */
    String troubles() {
      return told.getOrDefault("troubles", "");
    }

    /** What those newcomers saw who sat alone all the time. */
    String solo() {
      return told.getOrDefault("lonely", "");
    }

    /** How long the machine itself made programs wait. */
    double machineP99() {
      return number("machine_p99");
    }

    private boolean machineStalled() {
      return machineP99() >= STALLED_P99;
    }

    /**
     * Fails unless they talked as in quiet times, and newcomers were seated soon and in company.
     */
    void assertServedAsWellAs(Figures quiet) {
      assertTalkedAsWellAs(quiet);
      assertNewcomersAreSeated();
    }

    /** Whether the same holds of a machine that never stands still. */
    private boolean isServedAsWellAs(Figures quiet) {
      return isServedWithin(bound(FLOOR_P50, quiet.p50()), bound(FLOOR_P99, quiet.p99()));
    }

    private boolean isServedAsWellAsBeside(Figures quiet, Figures beside) {
      return isServedWithin(
          bound(FLOOR_P50_BESIDE, Math.max(quiet.p50(), beside.p50())),
          bound(FLOOR_P99_BESIDE, Math.max(quiet.p99(), beside.p99())));
    }

    private boolean isServedWithin(double millisP50, double millisP99) {
      return p50() < millisP50 && p99() < millisP99 && number("seat_max") < SEATED_WITHIN;
    }

    private void assertServedAsWellAsBeside(Figures quiet, Figures beside) {
      String all =
          "honest members, quiet: %s; while another server was attacked: %s; under attack: %s"
              .formatted(quiet, beside, this);
      double stalls = HOPS * machineP99();
      assertTalkedWithin(
          bound(FLOOR_P50_BESIDE + stalls, Math.max(quiet.p50(), beside.p50())),
          bound(FLOOR_P99_BESIDE + stalls, Math.max(quiet.p99(), beside.p99())),
          all);
      assertNewcomersAreSeated();
    }

    /** Fails unless they heard each other as in quiet times, everything and soon. */
    void assertTalkedAsWellAs(Figures quiet) {
      String all = "honest members, quiet: " + quiet + "; under attack: " + this;
      assertNothingIsLost(all);
      double stalls = HOPS * machineP99();
      assertTalkedWithin(
          bound(FLOOR_P50 + stalls, quiet.p50()), bound(FLOOR_P99 + stalls, quiet.p99()), all);
    }

    private void assertTalkedWithin(double millisP50, double millisP99, String all) {
      assertThat(p50()).as("median of " + all).isLessThan(millisP50);
      assertThat(p99()).as("99th percentile of " + all).isLessThan(millisP99);
    }

    /**
     * Fails unless nothing was lost, texts came within so many milliseconds or {@link #FACTOR}
     * times the quiet time, and each newcomer had a seat.
     */
    void assertServed(Figures quiet, double millis, String all) {
      assertNothingIsLost(all);
      assertThat(p99()).as("99th percentile, " + all).isLessThan(bound(millis, quiet.p99()));
      assertThat(number("unseated")).as("newcomers, " + all).isZero();
    }

    private void assertNothingIsLost(String all) {
      assertThat(number("said")).as(all).isPositive();
      assertThat(lost()).as("lost by " + all).isZero();
      assertThat(missed()).as("missed by " + all).isZero();
      assertThat(gaps()).as("gaps of " + all).isZero();
      assertThat(troubles()).as("troubles of " + all).isEmpty();
    }

    private static double bound(double floor, double quiet) {
      return Math.max(floor, FACTOR * quiet);
    }

    /** Fails unless each newcomer sat within two seconds, and they had company. */
    void assertNewcomersAreSeated() {
      assertEachHasCompany();
      assertThat(number("seat_max"))
          .as("time to a seat: " + this)
          .isLessThan(SEATED_WITHIN + HOPS * machineP99());
    }

    /** Each had a seat, and company. */
    private void assertEachHasCompany() {
      assertThat(number("newcomers")).as("newcomers of " + this).isPositive();
      assertThat(number("unseated")).as("newcomers without a seat: " + this).isZero();
      assertThat(number("alone")).as("newcomers without company: " + this).isZero();
    }

    /**
     * Fails if something went wrong that no machine excuses. One that stands still excuses, but for
     * the {@code last} time, that those of whose company a newcomer would be come too late.
     */
    private void assertNothingFailed(boolean last) {
      assertNothingIsLost("honest members under attack: " + this);
      if (last || !machineStalled()) {
        assertEachHasCompany();
      }
    }

    private boolean haveCompany() {
      return number("unseated") == 0 && number("alone") == 0;
    }

    @Override
    public String toString() {
      return ("said %.0f, p50 %.1f ms, p99 %.1f ms, max %.1f ms; lost %d, missed %d, gaps %d;"
              + " newcomers %.0f, seated p50 %.0f ms, p99 %.0f ms, max %.0f ms, unseated %.0f,"
              + " alone %.0f; the machine's own p99 %.0f ms; %s %s")
          .formatted(
              number("said"),
              p50(),
              p99(),
              number("all_max"),
              lost(),
              missed(),
              gaps(),
              number("newcomers"),
              number("seat_p50"),
              number("seat_p99"),
              number("seat_max"),
              number("unseated"),
              number("alone"),
              machineP99(),
              troubles().isEmpty() ? "no troubles" : troubles(),
              solo());
    }
  }
}
