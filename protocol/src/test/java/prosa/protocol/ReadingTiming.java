package prosa.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

/**
 * The cost of reading and writing one message, in nanoseconds: run by hand, on a quiet machine,
 * with the module's classes, its test classes and Jackson on the class path.
 *
 * <p>Prints the best of several rounds, which is the round that was disturbed least.
 */
final class ReadingTiming {
  private static final int ROUNDS = 12;
  private static final int REPEATS = 400_000;
  private static final String TEXT =
      "A message of the length that people write when they have something to say";

  private ReadingTiming() {}

  private interface Work {
    int once() throws ProtocolException;
  }

  public static void main(String[] args) throws ProtocolException {
    ClassicReader classic = new ClassicReader(ReadLimits.defaults());
    ProtocolReader direct = new ProtocolReader(ReadLimits.defaults());
    JsonBuffer sink = new JsonBuffer();
    byte[] literal = ProtocolWriter.literal("Ana");

    byte[] plain = classic(TEXT);
    byte[] accents =
        classic("Não é difícil: ação, coração, maçã, pão, avó, você, três, água, ímã!");
    byte[] escapes = classic("x").clone();
    escapes =
        new String(escapes, UTF_8).replace("x", "\\u00e1\\ud83d\\ude00 ".repeat(5)).getBytes(UTF_8);
    byte[] extra = new String(plain, UTF_8).replace("{", "{\"at\": 1, ").getBytes(UTF_8);
    for (byte[] bytes : new byte[][] {plain, accents, escapes, extra}) {
      print(
          "classic read, " + bytes.length + " bytes",
          () -> classic.read(bytes) == ClassicReader.Verdict.REFUSED ? 0 : 1);
    }
    print(
        "classic read, then written as said",
        () -> {
          sink.clear();
          classic.read(plain);
          ProtocolWriter.appendSaid(sink, 123_456, 7, classic, false);
          return sink.length();
        });
    byte[] say = ProtocolWriter.write(new ClientMessage.Say(TEXT));
    byte[] marked = ProtocolWriter.write(new ClientMessage.Say(TEXT, false, Optional.of("a1b2")));
    byte[] typing = ProtocolWriter.write(new ClientMessage.Typing());
    print("say read", () -> direct.toServer(say).hashCode());
    print("say with id read", () -> direct.toServer(marked).hashCode());
    print("typing read", () -> direct.toServer(typing).hashCode());
    print(
        "said written",
        () -> {
          sink.clear();
          ProtocolWriter.appendSaid(
              sink, 123_456, 7, literal, TEXT, false, Optional.empty(), 0, false);
          return sink.length();
        });
  }

  private static byte[] classic(String text) {
    return ProtocolWriter.write(new ClassicMessage("Ana", text));
  }

  private static void print(String what, Work work) throws ProtocolException {
    long best = Long.MAX_VALUE;
    long sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < REPEATS; i++) {
        sum += work.once();
      }
      best = Math.min(best, System.nanoTime() - start);
    }
    System.out.printf("%-36s %6.0f ns%s%n", what, (double) best / REPEATS, sum == 0 ? " ?" : "");
  }
}
