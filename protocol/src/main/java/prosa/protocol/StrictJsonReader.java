package prosa.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.BufferRecycler;
import tools.jackson.core.util.RecyclerPool;

/**
 * Reads one whole JSON object of any shape, and refuses what other parsers may not accept:
 * ill-formed UTF-8, a byte order mark, unpaired surrogates, deep nesting, long numbers, anything
 * after the object.
 *
 * <p>Jackson does the parsing, from text that was decoded strictly first: left to itself it guesses
 * the encoding and lets overlong forms and encoded surrogates by. Safe for any thread.
 */
final class StrictJsonReader {
  private static final int MOST_DIGITS_OF_LONG = 18;

  /** What a repeated key means. */
  enum Repeats {
    /** Refused. */
    REFUSED,
    /** The last one counts, as in Python and in JavaScript. */
    LAST_WINS
  }

  private final JsonFactory factory;

  /**
   * The buffers of one parser, used for one text and never again. The one that the text is copied
   * to is as long as the text, where the parser's own has 8 kB, for a command of 16 bytes.
   */
  private static final class ExactBuffers extends BufferRecycler {
    private static final int LEAST = 16;

    @Override
    protected int charBufferLength(int index) {
      return index == CHAR_TOKEN_BUFFER ? LEAST : super.charBufferLength(index);
    }

    /** Makes them anew for each parser. */
    private static final class Pool extends RecyclerPool.NonRecyclingPoolBase<BufferRecycler> {
      private static final long serialVersionUID = 1;

      @Override
      public BufferRecycler acquirePooled() {
        return new ExactBuffers();
      }
    }
  }

  StrictJsonReader(ReadLimits limits) {
    factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(limits.nesting())
                    .maxNumberLength(limits.digits())
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            // No text may stay in a symbol table or a buffer of the parser.
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .recyclerPool(new ExactBuffers.Pool())
            .build();
  }

  JsonFields object(byte[] bytes, int offset, int length, Repeats repeats)
      throws ProtocolException {
    if (!Utf8.valid(bytes, offset, offset + length)) {
      throw ProtocolException.badUtf8();
    }
    String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
    if (text.startsWith("\uFEFF")) {
      throw bad("The text begins with a byte order mark; send it without.");
    }
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw bad("A message is one JSON object.");
      }
      JsonFields fields = object(parser, repeats);
      if (parser.nextToken() != null) {
        throw bad("Something follows the JSON object; send one object in each message.");
      }
      return fields;
    } catch (StreamConstraintsException e) {
      throw bad("The JSON is nested too deeply, or a number or a key in it is too long.");
    } catch (JacksonException e) {
      throw bad("The text is not valid JSON.");
    }
  }

  private static JsonFields object(JsonParser parser, Repeats repeats) throws ProtocolException {
    JsonFields fields = new JsonFields();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_OBJECT;
        token = parser.nextToken()) {
      String key = whole(parser.currentName());
      if (!fields.put(key, value(parser, parser.nextToken(), repeats))
          && repeats == Repeats.REFUSED) {
        throw bad("A key is repeated in the JSON object.");
      }
    }
    return fields;
  }

  private static Object value(JsonParser parser, JsonToken token, Repeats repeats)
      throws ProtocolException {
    return switch (token) {
      case START_OBJECT -> object(parser, repeats);
      case START_ARRAY -> array(parser, repeats);
      case VALUE_STRING -> whole(parser.getString());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> JsonFields.Odd.NULL;
      case VALUE_NUMBER_INT ->
          parser.getStringLength() <= MOST_DIGITS_OF_LONG
              ? (Object) parser.getLongValue()
              : JsonFields.Odd.NUMBER;
      case VALUE_NUMBER_FLOAT -> JsonFields.Odd.NUMBER;
      case END_ARRAY, END_OBJECT, PROPERTY_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw bad("The text is not valid JSON.");
    };
  }

  private static List<Object> array(JsonParser parser, Repeats repeats) throws ProtocolException {
    List<Object> elements = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      elements.add(value(parser, token, repeats));
    }
    return elements;
  }

  /** The text, if it has no unpaired surrogate. */
  private static String whole(String text) throws ProtocolException {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 == text.length()
            || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          throw bad("A \\u escape is half of a surrogate pair; send both halves.");
        }
        i++;
      }
    }
    return text;
  }

  private static ProtocolException bad(String sentence) {
    return new ProtocolException(ErrorCode.BAD_JSON, sentence);
  }
}
