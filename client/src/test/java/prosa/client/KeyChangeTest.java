package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import prosa.protocol.SealedContent.NewKey;
import prosa.protocol.SealedContent.NewKey.Step;

/** A member at place 5 whom the others at places 1 to 4 ask for new keys without end. */
final class KeyChangeTest {
  private static final int MANY = 50;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<Integer> asked = new ArrayList<>();
  private final List<Step> told = new ArrayList<>();
  private final KeyChange change =
      new KeyChange(new FourOthers(), new SecureRandom(), channel.eventLoop());
  private int run;

  private final class FourOthers implements KeyChange.KeyedRoom {
    @Override
    public int place() {
      return 5;
    }

    @Override
    public Set<Integer> present() {
      return Set.of(1, 2, 3, 4);
    }

    @Override
    public byte[] salt() {
      return new byte[RoomCipher.SALT];
    }

    @Override
    public RoomSecret secret() {
      throw new AssertionError("no key is made");
    }

    @Override
    public void tell(NewKey what) {
      told.add(what.step());
    }

    @Override
    public void asked(int place, Duration answer) {
      asked.add(place);
    }

    @Override
    public void stays(ChatEvent.KeyStays.Why why, int place) {}

    @Override
    public void changed(RoomSecret secret, Set<Integer> others) {}

    @Override
    public void missed(int by) {}
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  /** Somebody begins another attempt. */
  private void ask(int from) {
    byte[] number = new byte[KeyExchange.RUN];
    number[0] = (byte) ++run;
    change.told(from, new NewKey(Step.ASK, text(number), text(new byte[KeyExchange.COMMITMENT])));
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static <T> List<T> attempts(T what) {
    return Collections.nCopies(KeyChange.MOST_ATTEMPTS, what);
  }

  @Test
  void whoAsksAgainAndAgainIsHeededAFewTimesAMinute() {
    for (int i = 0; i < MANY; i++) {
      ask(3);
    }
    assertThat(asked).isEqualTo(attempts(3));

    change.went(3);
    ask(3);
    assertThat(asked).as("coming back renews nothing").isEqualTo(attempts(3));

    ask(2);
    assertThat(asked).as("another member").endsWith(2).hasSize(KeyChange.MOST_ATTEMPTS + 1);

    change.interrupted();
    channel.advanceTimeBy(KeyChange.ASKING.toSeconds(), TimeUnit.SECONDS);
    ask(3);
    assertThat(asked).as("later").endsWith(3).hasSize(KeyChange.MOST_ATTEMPTS + 2);
  }

  @Test
  void whoeverComesWhileTheOthersAreAskedIsAskedTogetherWithinFiveSeconds() {
    channel.freezeTime();
    change.want();
    assertThat(told).isEqualTo(asks(1));
    for (int place = 6; place < 6 + MANY; place++) {
      change.came(place);
    }
    assertThat(told).as("the first of them at once").isEqualTo(asks(2));
    pass(KeyChange.ASKED_AGAIN);
    assertThat(told).as("all others").isEqualTo(asks(3));
    pass(KeyChange.ASKED_AGAIN);
    assertThat(told).as("nobody has come since").isEqualTo(asks(3));
    change.came(6 + MANY);
    assertThat(told).isEqualTo(asks(4));
    int seconds = 40;
    for (int i = 0; i < seconds; i++) {
      change.came(7 + MANY + i);
      pass(Duration.ofSeconds(1));
    }
    assertThat(told)
        .as("somebody each second")
        .isEqualTo(asks(4 + seconds / (int) KeyChange.ASKED_AGAIN.toSeconds()));
  }

  private static List<Step> asks(int count) {
    return Collections.nCopies(count, Step.ASK);
  }

  private void pass(Duration time) {
    channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
  }

  /** Who agreed to one attempt agrees to the next of the same member by itself. */
  @Test
  void whoAgreedTellsSoAFewTimesAMinute() {
    ask(4);
    change.want();
    for (int i = 0; i < MANY; i++) {
      ask(4);
    }
    assertThat(told).isEqualTo(attempts(Step.AGREE));
  }
}
