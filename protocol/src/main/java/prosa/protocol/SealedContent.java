package prosa.protocol;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What members of an encrypted room say and tell each other, as it is before it is sealed: one JSON
 * object. {@code docs/encryption.md} specifies it.
 */
public sealed interface SealedContent {

  /**
   * What is said; sealed in the {@code message} of a {@code say}.
   *
   * @param re the number of the message that it answers, 0 for none
   */
  record Text(String message, boolean action, long re) implements SealedContent {}

  /** What the member is called; told, and kept for who comes later. */
  record Name(String user) implements SealedContent {}

  /** A reaction to the message with this number; told. */
  record Reaction(long n, String reaction, boolean off) implements SealedContent {}

  /**
   * A step towards a new key of the room; told, except {@link Step#CHANGED}, which is kept.
   *
   * @param run the number of the attempt, in base64url
   * @param data what belongs to the step, in base64url
   */
  record NewKey(Step step, String run, String data) implements SealedContent {
    /** The steps, in their order. */
    public enum Step {
      ASK,
      AGREE,
      DECLINE,
      FIX,
      SHOW,
      KEY,
      STOP,
      CHANGED;

      /** As it is written. */
      public String code() {
        return name().toLowerCase(Locale.ROOT);
      }

      static Optional<Step> of(String code) {
        return Arrays.stream(values()).filter(step -> step.code().equals(code)).findFirst();
      }
    }
  }

  /** Its JSON. */
  default byte[] write() {
    JsonBuffer sink = new JsonBuffer();
    JsonObjectWriter object = new JsonObjectWriter(sink);
    switch (this) {
      case Text(String message, boolean action, long re) ->
          ServerMessageCodec.optional(
              object.text("type", "text").text("message", message).flag("action", action),
              "re",
              re);
      case Name(String user) -> object.text("type", "name").text("user", user);
      case Reaction(long n, String reaction, boolean off) ->
          object
              .text("type", "reaction")
              .number("n", n)
              .text("reaction", reaction)
              .flag("off", off);
      case NewKey(NewKey.Step step, String run, String data) ->
          object
              .text("type", "newkey")
              .text("step", step.code())
              .text("run", run)
              .text("data", data);
    }
    object.end();
    return sink.toBytes();
  }

  /** Reads it; empty if it is of a later version. */
  static Optional<SealedContent> read(byte[] json) throws ProtocolException {
    return read(
        new StrictJsonReader(ReadLimits.defaults())
            .object(json, 0, json.length, StrictJsonReader.Repeats.REFUSED));
  }

  private static Optional<SealedContent> read(JsonFields fields) throws ProtocolException {
    return switch (fields.text("type")) {
      case "text" ->
          Optional.of(
              new Text(
                  fields.text("message"),
                  fields.flag("action"),
                  fields.optionalNumber("re", ProtocolReader.HIGHEST_NUMBER).orElse(0)));
      case "name" -> Optional.of(new Name(Names.canonical(fields.text("user"))));
      case "reaction" ->
          Optional.of(
              new Reaction(
                  fields.number("n", ProtocolReader.HIGHEST_NUMBER),
                  ClientMessageCodec.reaction(fields),
                  fields.flag("off")));
      case "newkey" -> {
        String run = fields.text("run");
        String data = fields.text("data");
        yield NewKey.Step.of(fields.text("step")).map(step -> new NewKey(step, run, data));
      }
      default -> Optional.empty();
    };
  }
}
