package prosa.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ServerMessage;

final class HostStatementTest {
  private final HostStatement host = new HostStatement();

  private static ServerMessage.About words(String welcome) {
    return new ServerMessage.About("Café", welcome, "", "");
  }

  @Test
  void whatIsSaidIsEncodedOnceForEachLanguageUntilItIsReplaced() {
    host.says(language -> words(language.startsWith("pt") ? "oi" : "hello"));
    byte[] first = host.encoded("pt-BR");
    assertThat(first).isEqualTo(ProtocolWriter.write(words("oi")));
    assertThat(host.encoded("pt")).isSameAs(first);
    assertThat(host.encoded("")).isEqualTo(ProtocolWriter.write(words("hello")));
    assertThat(host.encoded("xx")).isSameAs(host.encoded(""));
    assertThat(host.encoded("pt-BR")).isSameAs(first);
    host.says(_ -> words("new"));
    assertThat(host.encoded("pt-BR")).isEqualTo(ProtocolWriter.write(words("new")));
  }

  /** A statement that has whatever a client asks for in it is not the host's, but nothing leaks. */
  @Test
  void noMoreIsKeptThanSoMany() {
    host.says(HostStatementTest::words);
    for (int i = 0; i < 100; i++) {
      assertThat(host.encoded("l" + i)).isEqualTo(ProtocolWriter.write(words("l" + i)));
    }
    String last = "l" + (HostStatement.MOST_KEPT - 1);
    assertThat(host.encoded(last)).isSameAs(host.encoded(last));
    String beyond = "l" + HostStatement.MOST_KEPT;
    assertThat(host.encoded(beyond)).isNotSameAs(host.encoded(beyond));
  }

  @Test
  void eachGreetingSaysThatItIsThereAndItIsLookedOnce() {
    AtomicInteger looks = new AtomicInteger();
    host.says(
        _ -> {
          looks.incrementAndGet();
          return words("hello");
        });
    for (int i = 0; i < 100; i++) {
      assertThat(host.isThere()).isTrue();
    }
    assertThat(looks).hasValue(1);
  }

  @Test
  void nothingIsThereAtFirst() {
    assertThat(host.isThere()).isFalse();
    host.says(_ -> words(""));
    assertThat(host.isThere()).isTrue();
  }
}
