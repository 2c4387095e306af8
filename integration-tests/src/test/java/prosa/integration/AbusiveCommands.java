package prosa.integration;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import prosa.protocol.ClientMessage.CommandType;

/**
 * Commands of every type, with random values that may or may not fit, and with what the server has
 * told before. {@code AbusiveCommandsTest} finds a type that is not made.
 */
final class AbusiveCommands {
  private static final int KEPT = 64;
  private static final int MOST_PLACES = 12;
  private static final String[] REASONS = {"insults", "spam", "sexual", "impersonation", "other"};
  private static final String[] REACTIONS = {"\uD83D\uDC4D", "\u2764", "no", "ha"};

  private final Random chance;
  private final Found found;

  AbusiveCommands(Random chance, Found found) {
    this.chance = chance;
    this.found = found;
  }

  /** What the server has told to any of the connections. */
  static final class Found {
    private final Map<String, String[]> all = new ConcurrentHashMap<>();
    private final LongAdder count = new LongAdder();

    void add(String kind, String value) {
      String[] kept = all.computeIfAbsent(kind, _ -> new String[KEPT]);
      count.increment();
      kept[(int) (count.sum() % KEPT)] = value;
    }

    String any(String kind, Random chance, String otherwise) {
      String[] kept = all.get(kind);
      String value = kept == null ? null : kept[chance.nextInt(KEPT)];
      return value == null ? otherwise : value;
    }
  }

  /** A command of this type. */
  byte[] make(CommandType type) {
    String fields =
        switch (type) {
          case ENTER -> ", \"user\": \"" + name() + "\"" + entering();
          case SAY -> saying();
          case RENAME -> ", \"user\": \"" + name() + "\"";
          case REACT ->
              ", \"n\": %s, \"reaction\": \"%s\"%s"
                  .formatted(number("n"), any(REACTIONS), flag("off"));
          case HOLD -> ", \"seconds\": " + chance.nextInt(chance.nextBoolean() ? 10 : 86_400);
          case NEXT -> flag("keep");
          case ABOUT -> chance.nextBoolean() ? "" : ", \"language\": \"pt-BR\"";
          case VOTE ->
              ", \"place\": %d%s, \"reason\": \"%s\""
                  .formatted(
                      1 + chance.nextInt(MOST_PLACES),
                      chance.nextBoolean() ? "" : ", \"member\": " + number("member"),
                      any(REASONS));
          case BALLOT -> ", \"vote\": " + number("vote") + flag("yes");
          case TELL -> ", \"sealed\": \"" + sealed() + "\"" + flag("keep");
          case TYPING, LEAVE, RETURN, INVITE -> "";
        };
    String json = "{\"type\": \"" + type.wireName() + "\"" + fields + "}";
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private String entering() {
    String seat = found.any("seat", chance, "none");
    return switch (chance.nextInt(15)) {
      case 0 -> ", \"private\": true";
      case 1 -> ", \"seat\": \"" + seat + "\"";
      case 2 -> ", \"heard\": %d, \"seat\": \"%s\"".formatted(chance.nextInt(1000), seat);
      case 3 -> ", \"seat\": \"AAAAAAAAAAAAAAAAAAAAAA\"";
      case 4 -> ", \"invite\": \"" + found.any("code", chance, "none") + "\"";
      case 5 -> ", \"invite\": \"AAAAAAAAAAAAAAAAAAAAAA\"";
      case 6 -> ", \"avoid\": \"" + found.any("room", chance, "Chat0") + "\"";
      case 7, 8 -> ", \"private\": true, \"encrypted\": true";
      case 9 -> ", \"encrypted\": true, \"invite\": \"" + found.any("code", chance, "none") + "\"";
      default -> "";
    };
  }

  private String saying() {
    return switch (chance.nextInt(6)) {
      case 0 -> ", \"message\": \"same\", \"id\": \"same\"";
      case 1 -> ", \"message\": \"why?\", \"re\": " + number("n");
      case 2 -> ", \"message\": \"" + sealed() + "\", \"id\": \"" + name() + "\"";
      default -> ", \"message\": \"buy!\", \"action\": true";
    };
  }

  /** As if it were sealed, as what members of an encrypted room say, tell and ask each other is. */
  private String sealed() {
    int length = 1 + chance.nextInt(chance.nextInt(4) == 0 ? 1_000 : 200);
    return "e1." + "A".repeat(length);
  }

  private String number(String kind) {
    return chance.nextInt(3) == 0
        ? Integer.toString(chance.nextInt(100))
        : found.any(kind, chance, "1");
  }

  private String flag(String name) {
    return chance.nextBoolean() ? "" : ", \"" + name + "\": " + chance.nextBoolean();
  }

  private String name() {
    return chance.nextInt(4) == 0 ? "same" : "u" + chance.nextInt(100_000);
  }

  private String any(String... all) {
    return all[chance.nextInt(all.length)];
  }
}
