package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class SubscriptionsTest {
  private final Subscriptions subscriptions = new Subscriptions(3, 4);

  @Test
  void nothingIsWantedWithoutASubscription() {
    assertThat(wants("")).isFalse();
    assertThat(wants("a")).isFalse();
  }

  @Test
  void aPrefixWantsWhatBeginsWithIt() throws ZmtpViolation {
    subscriptions.add(Bytes.of("ab"));

    assertThat(wants("ab")).isTrue();
    assertThat(wants("abc")).isTrue();
    assertThat(wants("a")).isFalse();
    assertThat(wants("ba")).isFalse();
    assertThat(subscriptions.everything()).isFalse();
  }

  @Test
  void theEmptyPrefixWantsEverythingUntilItIsCancelledAsOftenAsMade() throws ZmtpViolation {
    subscriptions.add(Bytes.EMPTY);
    subscriptions.add(Bytes.EMPTY);
    assertThat(subscriptions.remove(Bytes.EMPTY)).isTrue();
    assertThat(subscriptions.everything()).isTrue();
    assertThat(wants("")).isTrue();

    assertThat(subscriptions.remove(Bytes.EMPTY)).isTrue();
    assertThat(subscriptions.everything()).isFalse();
    assertThat(subscriptions.remove(Bytes.EMPTY)).isFalse();
    assertThat(subscriptions.isEmpty()).isTrue();
  }

  @Test
  void theyAreBounded() throws ZmtpViolation {
    assertThatThrownBy(() -> subscriptions.add(Bytes.of("abcde")))
        .isInstanceOf(ZmtpViolation.class);
    for (int i = 0; i < 3; i++) {
      subscriptions.add(Bytes.of("abcd"));
    }
    assertThatThrownBy(() -> subscriptions.add(Bytes.EMPTY)).isInstanceOf(ZmtpViolation.class);
    assertThat(subscriptions.count()).isEqualTo(3);
  }

  private boolean wants(String text) {
    ByteBuf body = Unpooled.wrappedBuffer(Wire.ascii("..." + text + "..."));
    return subscriptions.matches(body, 3, text.length());
  }
}
