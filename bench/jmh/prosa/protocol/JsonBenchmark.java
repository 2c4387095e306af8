package prosa.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import prosa.jmh.NanosecondBenchmark;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A message of 120 bytes is judged and read, and an event is written: ours, and by the streaming
 * parser and generator of Jackson 3.
 */
public class JsonBenchmark extends NanosecondBenchmark {
  private static final JsonFactory JACKSON = new JsonFactory();

  private final byte[] classic =
      ("{\"user\": \"u7\", \"message\": \"" + "0123456789".repeat(9) + "\"}")
          .getBytes(StandardCharsets.UTF_8);
  private final byte[] say =
      ("{\"type\": \"say\", \"message\": \"" + "0123456789".repeat(9) + "\"}")
          .getBytes(StandardCharsets.UTF_8);
  private final ClassicReader reader = new ClassicReader(ReadLimits.defaults());
  private final ProtocolReader protocol = new ProtocolReader(ReadLimits.defaults());
  private final String text = "0123456789".repeat(9);

  @Benchmark
  public Object classicByOurs() {
    return reader.read(classic);
  }

  @Benchmark
  public Object classicByJackson() {
    return fields(classic);
  }

  @Benchmark
  public Object sayByOurs() throws ProtocolException {
    return protocol.toServer(say);
  }

  @Benchmark
  public Object sayByJackson() {
    return fields(say);
  }

  /** No more than the fields: neither limits nor what a name may be. */
  private static String fields(byte[] json) {
    String last = "";
    try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        parser.currentName();
        parser.nextToken();
        last = parser.getString();
      }
    }
    return last;
  }

  @Benchmark
  public byte[] eventByOurs() {
    return ProtocolWriter.write(new ServerMessage.Joined(3, text, false));
  }

  @Benchmark
  public byte[] eventByJackson() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JACKSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("type", "joined");
      json.writeNumberProperty("place", 3);
      json.writeStringProperty("user", text);
      json.writeEndObject();
    }
    return out.toByteArray();
  }
}
