package prosa.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NatsSettingsTest {
  /** NATS's client takes a path for a part of the host, and then has no port. */
  @ParameterizedTest
  @CsvSource({
    "nats://here:1, nats://here:1",
    "nats://here, nats://here:4222",
    "nats://here/, nats://here:4222",
    "nats://here:1//, nats://here:1",
    "tls://[::1]/, 'tls://[::1]:4222'",
    "tls://[2001:db8::1]:1, 'tls://[2001:db8::1]:1'",
    "'nats://here:1,nats://there', 'nats://here:1,nats://there:4222'",
    "'tls://[::1]:1 , tls://here/', 'tls://[::1]:1,tls://here:4222'"
  })
  void natsIsAskedForInOneForm(String urls, String servers) {
    NatsSettings settings =
        new NatsSettings(urls, "prosa", Optional.empty(), Optional.empty(), Optional.empty());
    assertThat(String.join(",", settings.servers())).isEqualTo(servers);
  }
}
