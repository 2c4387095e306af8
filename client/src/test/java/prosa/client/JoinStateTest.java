package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is asked for when the seat is gone. */
final class JoinStateTest {
  private final JoinState state = new JoinState(ConnectOptions.to("host:1/r/codecodecode", "Ana"));

  @Test
  void whoCameBackToItsTableComesInThereAsBefore() {
    state.wentOn();
    assertThat(state.enter().invite()).isEmpty();
    state.wentBack();
    assertThat(state.enter().invite()).contains("codecodecode");

    state.roomChanged(true, Optional.empty());
    state.wentOn();
    assertThat(state.enter().isPrivate()).isFalse();
    state.wentBack();
    assertThat(state.enter().isPrivate()).isTrue();
    state.ownInvite("own-code");
    state.wentOn();
    state.wentBack();
    assertThat(state.enter().invite()).contains("own-code");
  }

  /** Who went there and then elsewhere has no way back. */
  @Test
  void theWayBackIsThatOfTheLastTableThatWasLeftByNext() {
    state.wentOn();
    state.roomChanged(true, Optional.empty());
    state.wentBack();
    assertThat(state.enter().invite()).isEmpty();
    assertThat(state.enter().isPrivate()).isTrue();
  }
}
