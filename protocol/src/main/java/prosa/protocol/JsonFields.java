package prosa.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object, asked for by name and type.
 *
 * <p>A field of the wrong type is refused with {@link ErrorCode#BAD_FIELD}; one that nobody asks
 * for is ignored. A field that may be absent may as well be {@code null}. The sentences name
 * fields, which are this program's words, never values.
 */
final class JsonFields {

  /** A value of a type that no message uses. */
  enum Odd {
    NULL,
    NUMBER
  }

  private final Map<String, Object> values = new HashMap<>();
  private boolean repeated;

  /** Sets a field, the last one of the name if it is repeated; whether the name is new. */
  boolean put(String key, Object value) {
    boolean fresh = values.put(key, value) == null;
    repeated |= !fresh;
    return fresh;
  }

  /** How many names there are. */
  int count() {
    return values.size();
  }

  /** Whether a name was repeated in this very object. */
  boolean repeated() {
    return repeated;
  }

  /** Whether there is a field of this name, of whatever type. */
  boolean has(String key) {
    return values.containsKey(key);
  }

  private @Nullable Object value(String key) {
    Object value = values.get(key);
    return value == Odd.NULL ? null : value;
  }

  String text(String key) throws ProtocolException {
    if (value(key) instanceof String text) {
      return text;
    }
    throw bad("The field `" + key + "` must be there and be a string.");
  }

  Optional<String> optionalText(String key) throws ProtocolException {
    Object value = value(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text) {
      return Optional.of(text);
    }
    throw bad("The field `" + key + "` must be a string.");
  }

  /** A string of 1 to {@code limit} characters. */
  Optional<String> shortText(String key, int limit) throws ProtocolException {
    Optional<String> text = optionalText(key);
    if (text.isPresent()) {
      int count = text.get().codePointCount(0, text.get().length());
      if (count < 1 || count > limit) {
        throw bad("The field `" + key + "` must have 1 to " + limit + " characters.");
      }
    }
    return text;
  }

  boolean flag(String key) throws ProtocolException {
    Object value = value(key);
    if (value == null) {
      return false;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw bad("The field `" + key + "` must be true or false.");
  }

  /** An integer from 0 to {@code most}. */
  long number(String key, long most) throws ProtocolException {
    if (value(key) instanceof Long number && number >= 0 && number <= most) {
      return number;
    }
    throw bad("The field `" + key + "` must be an integer from 0 to " + most + ".");
  }

  int number(String key) throws ProtocolException {
    return (int) number(key, Integer.MAX_VALUE);
  }

  OptionalLong optionalNumber(String key, long most) throws ProtocolException {
    return value(key) == null ? OptionalLong.empty() : OptionalLong.of(number(key, most));
  }

  JsonFields object(String key) throws ProtocolException {
    if (value(key) instanceof JsonFields fields) {
      return fields;
    }
    throw bad("The field `" + key + "` must be there and be an object.");
  }

  /** The texts of an array that may be left out. */
  List<String> optionalTexts(String key) throws ProtocolException {
    Object value = value(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      List<String> texts = new ArrayList<>(list.size());
      for (Object element : list) {
        if (!(element instanceof String text)) {
          throw bad("The field `" + key + "` must hold nothing but texts.");
        }
        texts.add(text);
      }
      return texts;
    }
    throw bad("The field `" + key + "` must be an array.");
  }

  List<JsonFields> objects(String key) throws ProtocolException {
    if (value(key) instanceof List<?> list) {
      List<JsonFields> objects = new ArrayList<>(list.size());
      for (Object element : list) {
        if (!(element instanceof JsonFields fields)) {
          throw bad("The field `" + key + "` must hold nothing but objects.");
        }
        objects.add(fields);
      }
      return objects;
    }
    throw bad("The field `" + key + "` must be there and be an array.");
  }

  private static ProtocolException bad(String sentence) {
    return new ProtocolException(ErrorCode.BAD_FIELD, sentence);
  }
}
