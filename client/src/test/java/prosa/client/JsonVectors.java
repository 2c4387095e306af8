package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads files of test vectors, which the page's tests have, too: an array of objects. */
final class JsonVectors {
  private JsonVectors() {}

  /** Reads the fields of one vector, in their order. */
  interface VectorReader<T> {
    T read(JsonParser json) throws GeneralSecurityException;
  }

  static <T> List<T> all(String file, VectorReader<T> reader) throws IOException {
    List<T> vectors = new ArrayList<>();
    try (InputStream in = JsonVectors.class.getResourceAsStream(file);
        JsonParser json =
            new JsonFactory().createParser(ObjectReadContext.empty(), Objects.requireNonNull(in))) {
      assertThat(json.nextToken()).isEqualTo(JsonToken.START_ARRAY);
      while (json.nextToken() == JsonToken.START_OBJECT) {
        vectors.add(reader.read(json));
        assertThat(json.nextToken()).isEqualTo(JsonToken.END_OBJECT);
      }
    } catch (GeneralSecurityException e) {
      throw new AssertionError(file, e);
    }
    assertThat(vectors).isNotEmpty();
    return vectors;
  }

  static String text(JsonParser json, String name) {
    assertThat(json.nextName()).isEqualTo(name);
    json.nextToken();
    return json.getString();
  }

  static byte[] bytes(JsonParser json, String name) {
    return Base64.getUrlDecoder().decode(text(json, name));
  }
}
