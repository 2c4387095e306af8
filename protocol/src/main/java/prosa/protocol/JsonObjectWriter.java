package prosa.protocol;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Writes one JSON object, field by field; absent fields and {@code false} flags are left out. */
final class JsonObjectWriter {
  private final JsonBuffer sink;
  private boolean first = true;
  private boolean firstElement = true;

  JsonObjectWriter(JsonBuffer sink) {
    this.sink = sink.ascii("{");
  }

  private JsonBuffer key(String key) {
    sink.ascii(first ? "\"" : ", \"").ascii(key).ascii("\": ");
    first = false;
    return sink;
  }

  JsonObjectWriter text(String key, String value) {
    key(key).string(value);
    return this;
  }

  JsonObjectWriter text(String key, Optional<String> value) {
    return value.isPresent() ? text(key, value.get()) : this;
  }

  JsonObjectWriter number(String key, long value) {
    key(key).number(value);
    return this;
  }

  JsonObjectWriter number(String key, OptionalLong value) {
    return value.isPresent() ? number(key, value.getAsLong()) : this;
  }

  JsonObjectWriter flag(String key, boolean value) {
    if (value) {
      key(key).ascii("true");
    }
    return this;
  }

  /** Begins an object that is the value of this key; the caller ends it. */
  JsonObjectWriter object(String key) {
    return new JsonObjectWriter(key(key));
  }

  /** Begins an array of objects. */
  JsonObjectWriter array(String key) {
    key(key).ascii("[");
    firstElement = true;
    return this;
  }

  /** Begins the next object of the array; the caller ends it. */
  JsonObjectWriter element() {
    if (!firstElement) {
      sink.ascii(", ");
    }
    firstElement = false;
    return new JsonObjectWriter(sink);
  }

  /** All objects of the array, which begins with them. */
  void elements(EncodedMembers.Others encoded) {
    encoded.appendTo(sink);
  }

  /** An array of texts, which is left out when it is empty. */
  JsonObjectWriter texts(String key, List<String> values) {
    if (values.isEmpty()) {
      return this;
    }
    key(key).ascii("[");
    for (int i = 0; i < values.size(); i++) {
      sink.ascii(i == 0 ? "" : ", ");
      sink.string(values.get(i));
    }
    sink.ascii("]");
    return this;
  }

  void endArray() {
    sink.ascii("]");
  }

  void end() {
    sink.ascii("}");
  }
}
