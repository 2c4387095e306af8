package prosa.integration;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** JSON objects of strings and numbers, as maps of strings. */
final class FlatJson {
  private static final JsonFactory JSON = new JsonFactory();

  private FlatJson() {}

  static Map<String, String> read(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new AssertionError("no object: " + text);
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        if (!parser.nextToken().isScalarValue()) {
          throw new AssertionError("not flat: " + text);
        }
        fields.put(name, parser.getString());
      }
      if (parser.nextToken() != null) {
        throw new AssertionError("more than an object: " + text);
      }
    }
    return fields;
  }

  static String write(Map<String, Object> fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      fields.forEach(
          (name, value) -> {
            if (value instanceof Integer number) {
              json.writeNumberProperty(name, number);
            } else {
              json.writeStringProperty(name, value.toString());
            }
          });
      json.writeEndObject();
    }
    return text.toString();
  }
}
