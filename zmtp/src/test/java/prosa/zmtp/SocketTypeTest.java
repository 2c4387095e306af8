package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SocketTypeTest {
  @ParameterizedTest
  @CsvSource({
    "REQ, REP ROUTER",
    "REP, REQ DEALER",
    "DEALER, REP DEALER ROUTER",
    "ROUTER, REQ DEALER ROUTER",
    "PUB, SUB XSUB",
    "XPUB, SUB XSUB",
    "SUB, PUB XPUB",
    "XSUB, PUB XPUB",
    "PUSH, PULL",
    "PULL, PUSH",
    "PAIR, PAIR",
  })
  void talksToThePeersThatTheRfcNames(SocketType type, String peers) {
    assertThat(
            Arrays.stream(SocketType.values())
                .filter(type::accepts)
                .map(SocketType::name)
                .collect(Collectors.joining(" ")))
        .isEqualTo(peers);
  }

  @ParameterizedTest
  @EnumSource
  void talkingIsMutual(SocketType type) {
    for (SocketType peer : SocketType.values()) {
      assertThat(type.accepts(peer)).isEqualTo(peer.accepts(type));
    }
  }

  @Test
  void namesAreSpeltExactly() {
    assertThat(SocketType.named("XPUB")).contains(SocketType.XPUB);
    assertThat(SocketType.named("xpub")).isEmpty();
    assertThat(SocketType.named("CLIENT")).isEmpty();
    assertThat(SocketType.named("")).isEmpty();
  }
}
