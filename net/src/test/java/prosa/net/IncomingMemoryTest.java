package prosa.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class IncomingMemoryTest {
  private static final int LIMIT = 1000;

  private final Map<Channel, String> names = new HashMap<>();
  private final List<String> closed = new ArrayList<>();
  private final IncomingMemory memory =
      new IncomingMemory(
          LIMIT, () -> this.now, channel -> closed.add(names.getOrDefault(channel, "unknown")));
  private long now = 1;

  private IncomingMemory.Share share(String name) {
    return Objects.requireNonNull(IncomingMemory.of(counted(name, new EmbeddedChannel())));
  }

  private Channel counted(String name, Channel channel) {
    names.put(channel, name);
    memory.attach(channel);
    return channel;
  }

  @Test
  void beyondTheLimitThoseWhoKeepMostAreClosedUntilAQuarterIsFree() {
    IncomingMemory.Share little = share("little");
    little.keeps(100);
    share("more").keeps(200);
    share("most").keeps(300);
    share("much").keeps(250);
    IncomingMemory.Share last = share("last");

    last.keeps(150);
    assertThat(memory.held()).isEqualTo(LIMIT);
    assertThat(closed).isEmpty();

    last.keeps(160);
    assertThat(closed).containsExactly("most");
    assertThat(memory.held()).isEqualTo(710);
    little.keeps(0);
    assertThat(memory.held()).isEqualTo(610);
  }

  @Test
  void whoseMessageIsOnlyOnItsWayIsSpared() {
    List<IncomingMemory.Share> holders = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      holders.add(share("holder " + i));
      holders.getLast().keeps(100);
      now++;
    }
    now += 1000;
    share("member").keeps(200);

    assertThat(closed).containsExactly("holder 0", "holder 1", "holder 2", "holder 3");
    assertThat(memory.held()).isEqualTo(700);
  }

  @Test
  void whoFinishesMessagesIsAsOldAsItsLastOne() {
    IncomingMemory.Share talker = share("talker");
    talker.keeps(400);
    IncomingMemory.Share holder = share("holder");
    holder.keeps(300);
    now += 1000;
    talker.keeps(100);
    now += 10;
    talker.keeps(400);
    share("another").keeps(301);

    assertThat(closed).containsExactly("holder");
    holder.keeps(900);
    assertThat(memory.held()).as("one that is closed is not counted").isEqualTo(701);
  }

  @Test
  void whatIsNotDecryptedYetIsCountedBesideTheRest() {
    IncomingMemory.Share one = share("one");
    one.keeps(400);
    one.keepsEncrypted(500);
    assertThat(memory.held()).isEqualTo(900);
    one.keeps(100);
    assertThat(memory.held()).isEqualTo(600);
    one.keepsEncrypted(0);
    assertThat(memory.held()).isEqualTo(100);
    share("another").keepsEncrypted(950);
    assertThat(closed).containsExactly("another");
    one.keepsEncrypted(10);
    one.end();
    assertThat(memory.held()).isZero();
  }

  @Test
  void whatAClosedConnectionKeptIsNotCountedAnyMore() {
    IncomingMemory.Share share = share("one");
    share.keeps(500);
    share.end();
    share.end();
    share.keeps(400);

    assertThat(memory.held()).isZero();
    assertThat(closed).isEmpty();
  }

  @Test
  void whatIsKeptOfAChannelIsCountedUntilItIsClosed() {
    Channel channel = counted("one", new EmbeddedChannel());
    IncomingMemory.Share share = Objects.requireNonNull(IncomingMemory.of(channel));
    share.keeps(500);
    assertThat(IncomingMemory.of(channel)).isSameAs(share);
    var _ = channel.close();

    assertThat(memory.held()).isZero();
    assertThat(IncomingMemory.of(new EmbeddedChannel())).isNull();
  }

  /** Frames of two bytes, of which the first is kept. */
  private static final class TwoByteFrames extends PausableDecoder {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private int begun;

    @Override
    protected boolean decode(ByteBuf in) {
      in.readByte();
      begun = 1 - begun;
      return begun == 0;
    }

    @Override
    protected int unfinished() {
      return begun;
    }

    @Override
    protected Channel channel() {
      return channel;
    }

    @Override
    protected void failed(Throwable thrown) {
      throw new AssertionError(thrown);
    }

    @Override
    protected void overfull() {
      throw new AssertionError("overfull");
    }
  }

  private static ByteBuf bytes(int n) {
    return Unpooled.buffer(n, n).writeZero(n);
  }

  @Test
  void whatADecoderKeepsIsCounted() {
    TwoByteFrames decoder = new TwoByteFrames();
    var _ = counted("decoder", decoder.channel);

    decoder.read(bytes(3));
    assertThat(memory.held()).isOne();
    decoder.read(bytes(1));
    assertThat(memory.held()).isZero();
    decoder.halt(PausableDecoder.PAUSED, decoder.channel.config());
    decoder.read(bytes(5));
    decoder.read(bytes(6));
    assertThat(memory.held()).isEqualTo(11);
    decoder.proceed(PausableDecoder.PAUSED, decoder.channel.config());
    assertThat(memory.held()).isOne();
    decoder.halt(PausableDecoder.PAUSED, decoder.channel.config());
    decoder.read(bytes(LIMIT));
    assertThat(closed).containsExactly("decoder");
    decoder.discard();
    assertThat(memory.held()).isZero();
  }
}
