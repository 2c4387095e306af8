package prosa.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import prosa.protocol.ClientMessage;

class RecentIdsTest {
  private static ClientMessage.Say said(int number) {
    return new ClientMessage.Say("text " + number, false, Optional.of("id " + number));
  }

  @Test
  void theLatestAreRememberedWithWhatTheyWere() {
    RecentIds ids = new RecentIds();
    for (int i = 0; i <= RecentIds.LATEST; i++) {
      ids.put("id " + i, said(i), i + 1);
    }
    assertThat(ids.all()).hasSize(RecentIds.LATEST);
    assertThat(ids.at("id 0")).as("the oldest").isEmpty();
    RecentIds.RememberedMessage second = ids.at("id 1").orElseThrow();
    assertThat(second.number()).isEqualTo(2);
    assertThat(second.is(said(1))).isTrue();
    assertThat(second.is(said(2))).isFalse();
  }
}
