package prosa.protocol;

import java.util.Optional;
import java.util.OptionalLong;

/** Writes one JSON object, field by field; absent fields and {@code false} flags are left out. */
final class ObjectWriter {
  private final ByteSink sink;
  private boolean first = true;
  private boolean firstElement = true;

  ObjectWriter(ByteSink sink) {
    this.sink = sink.ascii("{");
  }

  private ByteSink key(String key) {
    sink.ascii(first ? "\"" : ", \"").ascii(key).ascii("\": ");
    first = false;
    return sink;
  }

  ObjectWriter text(String key, String value) {
    key(key).string(value);
    return this;
  }

  ObjectWriter text(String key, Optional<String> value) {
    return value.isPresent() ? text(key, value.get()) : this;
  }

  ObjectWriter number(String key, long value) {
    key(key).number(value);
    return this;
  }

  ObjectWriter number(String key, OptionalLong value) {
    return value.isPresent() ? number(key, value.getAsLong()) : this;
  }

  ObjectWriter flag(String key, boolean value) {
    if (value) {
      key(key).ascii("true");
    }
    return this;
  }

  /** Begins an object that is the value of this key; the caller ends it. */
  ObjectWriter object(String key) {
    return new ObjectWriter(key(key));
  }

  /** Begins an array of objects. */
  ObjectWriter array(String key) {
    key(key).ascii("[");
    firstElement = true;
    return this;
  }

  /** Begins the next object of the array; the caller ends it. */
  ObjectWriter element() {
    if (!firstElement) {
      sink.ascii(", ");
    }
    firstElement = false;
    return new ObjectWriter(sink);
  }

  void endArray() {
    sink.ascii("]");
  }

  void end() {
    sink.ascii("}");
  }
}
