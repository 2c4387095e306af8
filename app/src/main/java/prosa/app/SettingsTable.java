package prosa.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import prosa.app.ServeSettings.Setting;
import prosa.cluster.NatsSettings;
import prosa.net.OperatorFile;
import prosa.protocol.Rate;
import prosa.server.admin.AdminConfig;
import prosa.server.classic.PortRange;
import prosa.server.cluster.ClusterConfig;
import prosa.server.connection.ProxyConfig;
import prosa.server.limits.BudgetConfig;
import prosa.websocket.TlsCertificate;
import prosa.zmtp.CurveSelector;

/**
 * All settings of the server: the options of {@code prosa serve}, each with its key, its variable,
 * its default, the values that it may have, and what it is for. The table of {@code
 * docs/operations.md} and the manual page are generated from it, and an invalid value is refused
 * with a sentence of the same form for each origin.
 *
 * <p>What a value may be follows from what the option calls it ({@code TIME}, {@code SIZE}, …),
 * with exceptions by key. Dependencies between two settings are listed by hand.
 */
final class SettingsTable {
  /**
   * The allowed values of a setting in words, and the error for a value, which may be just these
   * words.
   */
  private record Range(String words, Function<String, Optional<String>> fault) {
    static Range of(String words, Predicate<String> allows) {
      return new Range(words, text -> allows.test(text) ? Optional.empty() : Optional.of(""));
    }
  }

  /** A row. */
  record SettingRow(
      String key, String variable, String usual, String range, boolean atStart, String sentence) {}

  private static final String YEAR = "8760h";
  private static final String LARGEST = "1024M";
  private static final Pattern RATE = Pattern.compile("(\\d{1,10}):(\\d{1,10})");
  private static final Range ANY_NUMBER = number(1, Integer.MAX_VALUE);

  private static final Range SWITCH =
      Range.of("true, false", text -> text.equals("true") || text.equals("false"));

  private static final Map<String, Range> BY_LABEL =
      Map.ofEntries(
          Map.entry("PORT", number(0, 65_535)),
          Map.entry("SEATS", number(1, 1_000)),
          Map.entry("PERCENT", number(1, 100)),
          Map.entry("N", ANY_NUMBER),
          Map.entry("TIME", time("1ms")),
          Map.entry("SIZE", size("1", LARGEST)),
          Map.entry(
              "BURST:PER_SECOND",
              Range.of("`off`, or two numbers from 1 on such as 10:4", SettingsTable::isRate)),
          Map.entry("FILE", read("a file", SettingsTable::file)),
          Map.entry("PATH", read("a path such as /chat", path -> new ProxyConfig(List.of(), path))),
          Map.entry("ADDRESS", read("an address or a name of this machine", BindAddress::parse)),
          Map.entry("FIRST-LAST", read("two or more ports from 1 to 65535", PortRange::parse)),
          Map.entry(
              "NETWORK", told("networks such as 10.0.0.0/8 or ::1, with commas between them")),
          Map.entry("NAME", told("names, with commas between them")),
          Map.entry(
              "HOST:PORT",
              read(
                  "`none`, or an address and a port",
                  text -> text.equals("none") || BindAddress.withPort(text) != null)));

  private static final Map<String, Range> BY_KEY =
      Map.ofEntries(
          Map.entry("address-factor", number(1, 1_000)),
          Map.entry("threads", number(1, 1_024)),
          Map.entry("name", text()),
          Map.entry("contact", text()),
          Map.entry("host", read("names, with commas between them", SettingsTable::hostNames)),
          Map.entry("welcome", read("a file", text -> HostTexts.text(file(text)))),
          Map.entry("terms", read("a file", text -> HostTexts.text(file(text)))),
          Map.entry(
              "admin-token-file",
              read("a file with a token", text -> AdminOptions.token(file(text)))),
          Map.entry(
              "curve-key", read("a file of `prosa keygen`", text -> CurveKeyFile.read(file(text)))),
          Map.entry(
              "cluster",
              read(
                  "nats://HOST:PORT or tls://HOST:PORT, or several with commas between them",
                  urls -> nats(urls, "prosa"))),
          Map.entry(
              "node",
              read(
                  "1 to 15 lower-case letters, digits and hyphens",
                  name -> new ClusterConfig(name, Optional.empty()))),
          Map.entry(
              "cluster-name",
              read("1 to 31 letters, digits and hyphens", name -> nats("nats://localhost", name))),
          Map.entry("cluster-user", told("a name")),
          Map.entry(
              "advertise",
              read(
                  "a name or an address, and a port",
                  door -> new ClusterConfig("a", Optional.of(door)))),
          Map.entry("vote", oneOf("on", "off")),
          Map.entry("newcomers", oneOf("off", "mild", "strict")),
          Map.entry("classic-rest", time("0s")),
          Map.entry("longest-hold", time("0s")),
          Map.entry("drain", time("0s")),
          Map.entry("handshake-frame-limit", size("64", LARGEST)),
          Map.entry("prefix-limit", size("1", "1013")));

  private static final Pattern HOST_NAME =
      Pattern.compile("(?:\\*\\.)?[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*\\.?");

  /** What only a node of a cluster has. */
  private static final List<String> OF_A_CLUSTER =
      List.of(
          "node",
          "advertise",
          "cluster-name",
          "cluster-user",
          "cluster-password-file",
          "cluster-ca");

  /** What else must hold, by key. */
  private static final Map<String, String> BESIDES =
      Map.of(
          "dead-after", "more than `heartbeat`",
          "handshake-frame-limit", "at least 600 with `curve-key`",
          "frame-limit", "at least `text-limit`",
          "skip-limit", "at least `frame-limit`",
          "queue-limit", "at least `frame-limit` and 1K",
          "outgoing-limit", "at least `queue-limit`",
          "longest-hold", "at least `hold`",
          "frame-rate", "at least 4 times `message-rate`",
          "byte-rate", "at least twice `frame-limit` for each message of `message-rate`");

  /**
   * A setting that has to be large enough for others.
   *
   * @param grows whether its default grows with the others, so that only a value that was given can
   *     be too small
   */
  private record Relation(
      String key, List<String> others, boolean grows, Predicate<UnaryOperator<String>> holds) {
    static Relation of(String key, String other, BiPredicate<String, String> holds) {
      return new Relation(
          key, List.of(other), false, of -> holds.test(of.apply(key), of.apply(other)));
    }
  }

  private static final List<Relation> RELATIONS =
      List.of(
          Relation.of(
              "dead-after",
              "heartbeat",
              (dead, heartbeat) ->
                  DurationConverter.parse(dead).compareTo(DurationConverter.parse(heartbeat)) > 0),
          Relation.of(
              "handshake-frame-limit",
              "curve-key",
              (frame, key) ->
                  key.isEmpty()
                      || ByteSize.parse(frame).bytes() >= CurveSelector.LEAST_HANDSHAKE_FRAME),
          Relation.of("frame-limit", "text-limit", (frame, text) -> more(frame, text, 0)),
          Relation.of("skip-limit", "frame-limit", (skip, frame) -> more(skip, frame, 0)),
          Relation.of("queue-limit", "frame-limit", (queue, frame) -> more(queue, frame, 1024)),
          Relation.of("outgoing-limit", "queue-limit", (all, queue) -> more(all, queue, 0)),
          new Relation(
              "longest-hold",
              List.of("hold"),
              true,
              of ->
                  DurationConverter.parse(of.apply("longest-hold"))
                          .compareTo(DurationConverter.parse(of.apply("hold")))
                      >= 0),
          new Relation(
              "frame-rate",
              List.of("message-rate"),
              true,
              of ->
                  Rate.parse(of.apply("frame-rate"))
                      .leavesRoomFor(
                          BudgetConfig.leastFrames(Rate.parse(of.apply("message-rate"))))),
          new Relation(
              "byte-rate",
              List.of("message-rate", "frame-limit"),
              true,
              of ->
                  Rate.parse(of.apply("byte-rate"))
                      .leavesRoomFor(
                          BudgetConfig.leastBytes(
                              Rate.parse(of.apply("message-rate")),
                              ByteSize.parse(of.apply("frame-limit")).bytes()))));

  private static Range oneOf(String... values) {
    return Range.of(String.join(", ", values), List.of(values)::contains);
  }

  private static boolean more(String larger, String smaller, int by) {
    return (long) ByteSize.parse(larger).bytes() >= (long) ByteSize.parse(smaller).bytes() + by;
  }

  private SettingsTable() {}

  /** The rows, in the order of {@code --help}. */
  static List<SettingRow> rows() {
    return ServeCommand.subcommand(Main.commandLine(), "serve").getCommandSpec().options().stream()
        .filter(ServeCommand::isSetting)
        .map(SettingsTable::row)
        .toList();
  }

  private static SettingRow row(OptionSpec option) {
    String key = ServeSettings.key(option);
    return new SettingRow(
        key,
        ServeSettings.variable(key),
        ServeCommand.usual(option),
        range(option),
        ServeCommand.AT_START.contains(key),
        ManPage.sentence(option).replaceFirst("\\s*Default: .*", ""));
  }

  /** What an option's value may be, in words. */
  static String range(OptionSpec option) {
    String key = ServeSettings.key(option);
    String besides = BESIDES.get(key);
    return rangeOf(option)
            .map(Range::words)
            .orElseGet(
                () ->
                    option.completionCandidates() == null
                        ? option.paramLabel().toLowerCase(Locale.ROOT)
                        : String.join(", ", option.completionCandidates()))
        + (besides == null ? "" : "; " + besides);
  }

  private static Optional<Range> rangeOf(OptionSpec option) {
    if (ServeCommand.isSwitch(option)) {
      return Optional.of(SWITCH);
    }
    return Optional.ofNullable(BY_KEY.get(ServeSettings.key(option)))
        .or(() -> Optional.ofNullable(BY_LABEL.get(option.paramLabel())));
  }

  /** The table as Markdown, its head included. */
  static String markdown() {
    StringBuilder table =
        new StringBuilder(
            """
            | key | in the environment | default | may be | changes | what it is |
            |---|---|---|---|---|---|
            """);
    for (SettingRow row : rows()) {
      table.append(
          "| `%s` | `%s` | %s | %s | %s | %s |%n"
              .formatted(
                  row.key(),
                  row.variable(),
                  row.usual().isEmpty() ? "" : "`" + row.usual() + "`",
                  row.range(),
                  row.atStart() ? "start" : "reload",
                  row.sentence().replace("|", "\\|")));
    }
    return table.toString();
  }

  /**
   * Makes sure that every value of a parsed command is in its range.
   *
   * @throws ParameterException with a sentence that names place, key, value and what would be right
   */
  static void check(CommandLine command) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (!ServeCommand.isSetting(option)) {
        continue;
      }
      Setting setting = ConfigCommand.effective(command.getCommandSpec(), option);
      Range range = rangeOf(option).orElse(null);
      boolean given = isGiven(setting);
      Optional<String> fault =
          range == null || !given ? Optional.empty() : range.fault().apply(setting.value());
      if (fault.isPresent()) {
        throw new ParameterException(command, refused(option, setting, fault.get()));
      }
    }
  }

  /**
   * The sentence about a value that a setting cannot have.
   *
   * @param why what is wrong with it; empty if what it may be says so
   */
  static String refused(OptionSpec option, Setting setting, String why) {
    return "%s: %s = %s: %sit may be %s (%s)"
        .formatted(
            place(setting),
            ServeSettings.key(option),
            shown(option, setting.value()),
            why.isEmpty() ? "" : why + "; ",
            range(option).replace("`", ""),
            row(option).sentence().replaceFirst("\\.$", ""));
  }

  /** A value as sentences repeat it, which are logged: without a password that stands in it. */
  private static String shown(OptionSpec option, String value) {
    return ServeSettings.key(option).equals("cluster")
        ? value.replaceFirst("//.*@", "//…@")
        : value;
  }

  /**
   * Makes sure that the values of a parsed command, each in its range, go together.
   *
   * @throws ParameterException with a sentence that names place, key, value and what would be right
   */
  static void checkRelations(CommandLine command) {
    for (Relation relation : RELATIONS) {
      Setting own = setting(command, relation.key());
      boolean given = isGiven(own);
      if (own.value().isEmpty()
          || (relation.grows() && !given)
          || relation.holds().test(key -> setting(command, key).value())) {
        continue;
      }
      String blamed =
          given
              ? relation.key()
              : relation.others().stream()
                  .filter(key -> isGiven(setting(command, key)))
                  .findFirst()
                  .orElse(relation.key());
      Setting told = setting(command, blamed);
      throw new ParameterException(
          command,
          "%s: %s = %s: %s (%s) has to be %s (%s)"
              .formatted(
                  place(told),
                  blamed,
                  told.value(),
                  relation.key(),
                  own.value(),
                  String.valueOf(BESIDES.get(relation.key())).replace("`", ""),
                  relation.others().stream()
                      .map(key -> key + " = " + setting(command, key).value())
                      .collect(Collectors.joining(", "))));
    }
  }

  /**
   * Makes sure that no setting of a parsed command is alone that cannot be used alone.
   *
   * @throws ParameterException with a sentence that names place, key, value and what would be right
   */
  static void checkCompany(CommandLine command) {
    needs(command, "tls-cert", "tls-key", "--tls-cert and --tls-key go together");
    needs(command, "tls-key", "tls-cert", "--tls-cert and --tls-key go together");
    for (String key : OF_A_CLUSTER) {
      needs(command, key, "cluster", "--node, --advertise and --cluster-… go with --cluster");
    }
    needs(
        command,
        "cluster-user",
        "cluster-password-file",
        "--cluster-user goes with --cluster-password-file");
    Setting admin = setting(command, "admin");
    if (!admin.value().equals("none") && setting(command, "admin-token-file").value().isEmpty()) {
      tell(
          command,
          List.of("admin"),
          () -> new AdminConfig(BindAddress.withPort(admin.value()), Optional.empty(), false));
    }
    PortRange classic = PortRange.parse(setting(command, "classic-ports").value());
    Set<Integer> own = new TreeSet<>();
    own.add(Integer.parseInt(setting(command, "port").value().strip()));
    if (!admin.value().equals("none")) {
      own.add(BindAddress.withPort(admin.value()).getPort());
    }
    own.removeIf(port -> port < classic.first() || port > classic.last());
    if (classic.size() - own.size() < 2) {
      throw at(
          command,
          "classic-ports",
          "the server itself listens on %s, and a classic client needs two ports"
              .formatted(own.stream().map(String::valueOf).collect(Collectors.joining(" and "))));
    }
  }

  /**
   * Makes sure that the certificate of a parsed command can be used, if it has one.
   *
   * @throws ParameterException with a sentence that names place, key, value and what would be right
   */
  static void checkCertificate(CommandLine command) {
    Setting chain = setting(command, "tls-cert");
    Setting key = setting(command, "tls-key");
    if (!chain.value().isEmpty() && !key.value().isEmpty()) {
      tell(
          command,
          List.of("tls-key", "tls-cert"),
          () -> {
            TlsCertificate.check(Path.of(chain.value()), Path.of(key.value()));
            return key;
          });
    }
  }

  private static void needs(CommandLine command, String key, String other, String sentence) {
    Setting setting = setting(command, key);
    String usual = ServeCommand.usual(option(command, key));
    if (!setting.value().equals(usual) && setting(command, other).value().isEmpty()) {
      throw at(command, key, sentence + "; there is no " + other);
    }
  }

  /** Tries something out; what is wrong is told of the first key whose value it is about. */
  private static void tell(CommandLine command, List<String> keys, Callable<Object> trial) {
    try {
      var _ = trial.call();
    } catch (Exception e) {
      String why = String.valueOf(e.getMessage());
      throw at(
          command,
          keys.stream()
              .filter(key -> why.contains(setting(command, key).value()))
              .findFirst()
              .orElse(keys.getFirst()),
          why);
    }
  }

  private static ParameterException at(CommandLine command, String key, String why) {
    Setting setting = setting(command, key);
    return new ParameterException(
        command, "%s: %s = %s: %s".formatted(place(setting), key, setting.value(), why));
  }

  private static boolean isGiven(Setting setting) {
    return !setting.place().equals(ConfigCommand.DEFAULT);
  }

  private static Setting setting(CommandLine command, String key) {
    return ConfigCommand.effective(command.getCommandSpec(), option(command, key));
  }

  private static OptionSpec option(CommandLine command, String key) {
    return Objects.requireNonNull(command.getCommandSpec().optionsMap().get("--" + key), key);
  }

  private static String place(Setting setting) {
    return setting.place().startsWith("--") ? "on the command line" : setting.place();
  }

  /** What a reader takes that throws {@link IllegalArgumentException} otherwise. */
  private static Range read(String words, Function<String, Object> reader) {
    return new Range(
        words,
        text -> {
          try {
            var _ = reader.apply(text);
            return Optional.empty();
          } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
          }
        });
  }

  private static Range text() {
    return Range.of(
        "a text of up to %d characters".formatted(HostTexts.LONGEST_LINE),
        text ->
            text.length() <= HostTexts.LONGEST_LINE
                && text.chars().noneMatch(Character::isISOControl));
  }

  private static NatsSettings nats(String urls, String cluster) {
    return new NatsSettings(urls, cluster, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** A file that there is; whether it may be read is tried where it is used. */
  private static Path file(String text) {
    Path file = Path.of(text);
    if (!Files.exists(file)) {
      throw new IllegalArgumentException("there is no such file");
    }
    try {
      OperatorFile.unfit(file)
          .ifPresent(
              reason -> {
                throw new IllegalArgumentException(reason);
              });
    } catch (IOException e) {
      return file;
    }
    return file;
  }

  private static String hostNames(String text) {
    for (String name : text.split("\\s*,\\s*", -1)) {
      if (!name.equals("*") && !text.isEmpty() && !HOST_NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "'" + name + "' is no name such as chat.example.org or *.example.org, without a port");
      }
    }
    return text;
  }

  private static Range told(String words) {
    return new Range(words, _ -> Optional.empty()); // tried where it is used
  }

  private static Range number(int least, int most) {
    String words = most == Integer.MAX_VALUE ? least + " or more" : least + " to " + most;
    return Range.of(
        words,
        text -> {
          try {
            long number = Long.parseLong(text.strip());
            return number >= least && number <= most;
          } catch (NumberFormatException e) {
            return true; // refused by whoever reads it
          }
        });
  }

  private static Range time(String least) {
    return Range.of(
        least + " to " + YEAR, text -> between(DurationConverter::parse, least, text, YEAR));
  }

  private static Range size(String least, String most) {
    return Range.of(
        least + " to " + most,
        text -> between(it -> ByteSize.parse(it).bytes(), least, text, most));
  }

  private static <T extends Comparable<T>> boolean between(
      Function<String, T> reads, String least, String text, String most) {
    try {
      T value = reads.apply(text);
      return value.compareTo(reads.apply(least)) >= 0 && value.compareTo(reads.apply(most)) <= 0;
    } catch (TypeConversionException e) {
      return true; // refused by whoever reads it
    }
  }

  private static boolean isRate(String text) {
    Matcher rate = RATE.matcher(text);
    return text.equals("off")
        || (rate.matches() && isRatePart(rate.group(1)) && isRatePart(rate.group(2)));
  }

  private static boolean isRatePart(String digits) {
    long number = Long.parseLong(digits);
    return number > 0 && number <= Integer.MAX_VALUE;
  }
}
