package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;

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
  void aPrefixWantsWhatBeginsWithIt() {
    subscriptions.add(Bytes.of("ab"));

    assertThat(wants("ab")).isTrue();
    assertThat(wants("abc")).isTrue();
    assertThat(wants("a")).isFalse();
    assertThat(wants("ba")).isFalse();
    assertThat(subscriptions.everything()).isFalse();
  }

  @Test
  void theEmptyPrefixWantsEverythingUntilItIsCancelledAsOftenAsMade() {
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
  void beyondTheBoundsTheyAreCountedAndEverythingIsWanted() {
    for (int i = 0; i < 3; i++) {
      subscriptions.add(Bytes.of("abcd"));
    }
    assertThat(subscriptions.everything()).isFalse();
    subscriptions.add(Bytes.of("x"));
    subscriptions.add(Bytes.of("abcde"));
    assertThat(subscriptions.count()).isEqualTo(5);
    assertThat(wants("whatever")).isTrue();

    assertThat(subscriptions.remove(Bytes.of("abcde"))).isTrue();
    assertThat(subscriptions.everything()).isTrue();
    assertThat(subscriptions.remove(Bytes.of("x"))).isTrue();
    assertThat(subscriptions.everything()).isFalse();
    assertThat(wants("abcd")).isTrue();
    assertThat(wants("whatever")).isFalse();
  }

  @Test
  void aLongPrefixAloneWantsEverything() {
    subscriptions.add(Bytes.of("abcde"));
    assertThat(subscriptions.isEmpty()).isFalse();
    assertThat(wants("")).isTrue();
    assertThat(subscriptions.remove(Bytes.of("abcde"))).isTrue();
    assertThat(subscriptions.isEmpty()).isTrue();
    assertThat(subscriptions.remove(Bytes.of("abcde"))).isFalse();
  }

  private boolean wants(String text) {
    ByteBuf body = Unpooled.wrappedBuffer(WireBytes.ascii("..." + text + "..."));
    return subscriptions.matches(body, 3, text.length());
  }
}
