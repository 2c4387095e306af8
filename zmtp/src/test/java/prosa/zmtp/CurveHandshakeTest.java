package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import prosa.testing.Tries;

/** The commands of CURVE, side against side, and what becomes of them if they are changed. */
class CurveHandshakeTest {
  /** A command, and how far a dialogue has come when it is sent. */
  enum Sent {
    HELLO {
      @Override
      Arrived to(CurveDialogue dialogue) {
        return new Arrived(dialogue.server, dialogue.hello());
      }
    },
    WELCOME {
      @Override
      Arrived to(CurveDialogue dialogue) throws ZmtpException {
        return new Arrived(dialogue.client, dialogue.toWelcome());
      }
    },
    INITIATE {
      @Override
      Arrived to(CurveDialogue dialogue) throws ZmtpException {
        return new Arrived(dialogue.server, dialogue.toInitiate());
      }
    },
    READY {
      @Override
      Arrived to(CurveDialogue dialogue) throws ZmtpException {
        dialogue.toReady();
        return new Arrived(dialogue.client, dialogue.ready());
      }
    };

    abstract Arrived to(CurveDialogue dialogue) throws ZmtpException;
  }

  /** A command at the side that is to take it. */
  static final class Arrived {
    private final Mechanism at;
    private final byte[] command;

    Arrived(Mechanism at, byte[] command) {
      this.at = at;
      this.command = command;
    }

    Mechanism at() {
      return at;
    }

    byte[] command() {
      return command;
    }
  }

  @Test
  void theHandshakeHasTheSizesOfTheRfc() throws ZmtpException {
    assertThat(new CurveDialogue(1).hello()).hasSize(200);
    assertThat(new CurveDialogue(1).toWelcome()).hasSize(168);
    assertThat(new CurveDialogue(1).toInitiate())
        .hasSize(257 + CurveDialogue.CLIENT_METADATA.length());
    CurveDialogue dialogue = new CurveDialogue(1);
    dialogue.toReady();
    assertThat(dialogue.ready()).hasSize(30 + CurveDialogue.SERVER_METADATA.length());
    assertThat(CurveDialogue.message(dialogue.server, 0, "hi")).hasSize(33 + 2);
  }

  /** With fixed keys and nonces each byte is known; libzmq and JeroMQ take them as they are. */
  @Test
  void theBytesOfAHandshakeStayAsTheyAre() throws ZmtpException, IOException {
    CurveDialogue dialogue = new CurveDialogue(7);
    byte[] hello = dialogue.hello();
    CurveDialogue.take(dialogue.server, hello);
    byte[] welcome = CurveDialogue.next(dialogue.server);
    CurveDialogue.take(dialogue.client, welcome);
    byte[] initiate = CurveDialogue.next(dialogue.client);
    CurveDialogue.take(dialogue.server, initiate);
    byte[] ready = CurveDialogue.next(dialogue.server);
    CurveDialogue.take(dialogue.client, ready);
    byte[] said = CurveDialogue.message(dialogue.client, FrameEncoder.MORE, "from the client");
    byte[] answered = CurveDialogue.message(dialogue.server, 0, "from the server");

    String bytes =
        String.join(
                "\n",
                List.of(hello, welcome, initiate, ready, said, answered).stream()
                    .map(WireBytes::hex)
                    .toList())
            + "\n";

    try (InputStream golden =
        Objects.requireNonNull(getClass().getResourceAsStream("curve-handshake.hex"))) {
      assertThat(bytes).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.US_ASCII));
    }
  }

  @Test
  void bothSidesLearnTheMetadataAndTalk() throws ZmtpException {
    CurveDialogue dialogue = CurveDialogue.done(3);

    assertThat(dialogue.client.ready()).isTrue();
    assertThat(dialogue.server.ready()).isTrue();
    assertThat(dialogue.client.metadata()).isEqualTo(CurveDialogue.SERVER_METADATA);
    assertThat(dialogue.server.metadata()).isEqualTo(CurveDialogue.CLIENT_METADATA);
    for (int flags : new int[] {0, FrameEncoder.MORE, FrameEncoder.COMMAND}) {
      for (String text : List.of("", "x", "oi".repeat(700))) {
        byte[] there = CurveDialogue.message(dialogue.client, flags, text);
        byte[] back = CurveDialogue.message(dialogue.server, flags, text);
        assertThat(CurveDialogue.heard(dialogue.server, there)).isEqualTo(flags + " " + text);
        assertThat(CurveDialogue.heard(dialogue.client, back)).isEqualTo(flags + " " + text);
      }
    }
  }

  @Test
  void readyWaitsForTheOwner() throws ZmtpException {
    CurveDialogue dialogue = new CurveDialogue(3);
    dialogue.toReady();

    assertThat(dialogue.server.next(Unpooled.buffer(), CurveDialogue.SERVER_METADATA, false))
        .isFalse();
    assertThat(dialogue.server.ready()).isFalse();
    assertThat(dialogue.ready()).isNotEmpty();
    assertThat(dialogue.server.ready()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aCommandWithAnyByteChangedIsRefused(Sent sent) throws ZmtpException {
    int length = sent.to(new CurveDialogue(5)).command().length;
    for (int i = 0; i < length; i++) {
      Arrived arrived = sent.to(new CurveDialogue(5));
      arrived.command()[i] ^= (byte) (1 << i % 8);
      assertRefused(arrived, sent + " with byte " + i + " changed");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCommandCutOffAnywhereIsRefused(Sent sent) throws ZmtpException {
    int length = sent.to(new CurveDialogue(5)).command().length;
    for (int cut = 0; cut < length; cut++) {
      Arrived arrived = sent.to(new CurveDialogue(5));
      assertRefused(
          new Arrived(arrived.at(), Arrays.copyOf(arrived.command(), cut)), sent + " of " + cut);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCommandWithOneByteMoreIsRefused(Sent sent) throws ZmtpException {
    Arrived arrived = sent.to(new CurveDialogue(5));
    byte[] longer = Arrays.copyOf(arrived.command(), arrived.command().length + 1);
    assertRefused(new Arrived(arrived.at(), longer), "a longer " + sent);
  }

  @ParameterizedTest
  @EnumSource
  void aCommandTwiceIsRefused(Sent sent) throws ZmtpException {
    Arrived arrived = sent.to(new CurveDialogue(5));
    CurveDialogue.take(arrived.at(), arrived.command().clone());
    assertRefused(arrived, "a second " + sent);
    Arrived answered = sent.to(new CurveDialogue(5));
    CurveDialogue.take(answered.at(), answered.command().clone());
    answered.at().next(Unpooled.buffer(), CurveDialogue.SERVER_METADATA, true);
    assertRefused(answered, "a second " + sent + " after its answer");
  }

  @ParameterizedTest
  @EnumSource
  void aCommandOutOfPlaceIsRefused(Sent sent) throws ZmtpException {
    for (Sent other : Sent.values()) {
      Arrived wanted = sent.to(new CurveDialogue(5));
      Arrived wrong = other.to(new CurveDialogue(5));
      if (other != sent) {
        assertRefused(new Arrived(wanted.at(), wrong.command()), other + " in place of " + sent);
      }
    }
  }

  /** Without this, whoever recorded a connection could say all of it again within two minutes. */
  @Test
  void anInitiateOfAnotherConnectionIsRefused() throws ZmtpException {
    CookieKeys cookies = new CookieKeys(CurveDialogue.random(1), () -> 0);
    CurveServer first = new CurveServer(CurveDialogue.SERVER_KEY, cookies, CurveDialogue.random(2));
    CurveServer second =
        new CurveServer(CurveDialogue.SERVER_KEY, cookies, CurveDialogue.random(3));
    CurveClient client =
        new CurveClient(
            CurveDialogue.SERVER_KEY.publicKey(),
            CurveDialogue.CLIENT_KEY,
            CurveDialogue.random(4));
    byte[] hello = CurveDialogue.next(client);
    CurveDialogue.take(first, hello);
    CurveDialogue.take(client, CurveDialogue.next(first));
    byte[] initiate = CurveDialogue.next(client);
    CurveDialogue.take(second, hello);
    CurveDialogue.next(second);

    assertRefused(new Arrived(second, initiate.clone()), "a recorded INITIATE");
    CurveDialogue.take(first, initiate);
    assertThat(first.metadata()).isEqualTo(CurveDialogue.CLIENT_METADATA);
  }

  @Test
  void aHelloForAnotherServerIsRefused() {
    CurveServer other =
        new CurveServer(
            CurveDialogue.CLIENT_KEY,
            new CookieKeys(CurveDialogue.random(1), () -> 0),
            CurveDialogue.random(2));

    assertFault(new Arrived(other, new CurveDialogue(5).hello()), ZmtpError.DECRYPTION);
  }

  /** A client that vouches for somebody else's key, or to another server. */
  @Test
  void aVouchOfAnotherKeyIsRefused() throws ZmtpException {
    CurveDialogue dialogue = new CurveDialogue(5);
    CurveClient wrong =
        new CurveClient(
            CurveDialogue.CLIENT_KEY.publicKey(),
            CurveDialogue.CLIENT_KEY,
            CurveDialogue.random(5));
    assertThat(CurveDialogue.next(wrong)).hasSize(200);

    assertFault(
        new Arrived(wrong, dialogue.toWelcome()), ZmtpError.DECRYPTION); // the box is for another
  }

  @Test
  void aMessageWithAnyByteChangedOrCutIsRefused() throws ZmtpException {
    for (boolean fromServer : new boolean[] {true, false}) {
      CurveDialogue dialogue = CurveDialogue.done(5);
      Mechanism from = fromServer ? dialogue.server : dialogue.client;
      Mechanism to = fromServer ? dialogue.client : dialogue.server;
      byte[] body = CurveDialogue.message(from, 0, "it is secret");
      for (int i = 0; i < body.length; i++) {
        byte[] changed = body.clone();
        changed[i] ^= (byte) (1 << i % 8);
        assertThatThrownBy(() -> CurveDialogue.heard(to, changed))
            .isInstanceOf(ZmtpException.class);
        byte[] cut = Arrays.copyOf(body, i);
        assertThatThrownBy(() -> CurveDialogue.heard(to, cut)).isInstanceOf(ZmtpException.class);
      }
      assertThat(CurveDialogue.heard(to, body)).isEqualTo("0 it is secret");
    }
  }

  @Test
  void aMessageRepeatedReorderedOrSentBackIsRefused() throws ZmtpException {
    CurveDialogue dialogue = CurveDialogue.done(5);
    byte[] first = CurveDialogue.message(dialogue.client, 0, "one");
    byte[] second = CurveDialogue.message(dialogue.client, 0, "two");
    byte[] third = CurveDialogue.message(dialogue.client, 0, "three");

    assertThat(CurveDialogue.heard(dialogue.server, second)).isEqualTo("0 two");
    assertNonce(dialogue.server, second);
    assertNonce(dialogue.server, first);
    assertThatThrownBy(() -> CurveDialogue.heard(dialogue.client, third))
        .extracting(thrown -> ((ZmtpException) thrown).fault())
        .isEqualTo(ZmtpError.DECRYPTION);
    assertThat(CurveDialogue.heard(dialogue.server, third)).isEqualTo("0 three");
  }

  /** Whose nonce is that of an earlier command counts as a repetition, too. */
  @Test
  void theNoncesOfTheHandshakeCount() throws ZmtpException {
    CurveDialogue dialogue = CurveDialogue.done(5);
    byte[] message = CurveDialogue.message(dialogue.client, 0, "three");
    assertThat(message[15]).isEqualTo((byte) 3);
    message[15] = 2;

    assertNonce(dialogue.server, message);
  }

  @Test
  void aMessageWithMoreOnTheWireOrUnknownFlagsInsideIsRefused() throws ZmtpException {
    CurveDialogue dialogue = CurveDialogue.done(5);
    byte[] body = CurveDialogue.message(dialogue.client, 0, "one");

    assertThatThrownBy(
            () -> dialogue.server.decode(FrameEncoder.MORE, Unpooled.buffer().writeBytes(body)))
        .isInstanceOf(ZmtpException.class);
    byte[] both =
        CurveDialogue.message(dialogue.client, FrameEncoder.MORE | FrameEncoder.COMMAND, "one");
    assertThatThrownBy(() -> CurveDialogue.heard(dialogue.server, both))
        .extracting(thrown -> ((ZmtpException) thrown).fault())
        .isEqualTo(ZmtpError.FLAGS);
  }

  @Test
  void randomBytesInPlaceOfAnyCommandAreRefused() {
    Tries.of(
        500,
        random -> {
          Sent sent = Tries.oneOf(random, Sent.values());
          Arrived arrived = sent.to(new CurveDialogue(random.nextLong()));
          byte[] command = arrived.command();
          int at = random.nextInt(command.length);
          byte[] garbage = Tries.bytes(random, 300);
          byte[] sentBytes = WireBytes.join(Arrays.copyOf(command, at), garbage);
          if (!Arrays.equals(sentBytes, command)) {
            assertRefused(new Arrived(arrived.at(), sentBytes), sent.name());
          }
        });
  }

  /**
   * The first byte says which side takes what, and how far the dialogue has come. A HELLO is made
   * with the server's public key alone, so one of another client is as good as the right one, and
   * gets nobody further than WELCOME.
   */
  @FuzzTest
  void anyBytesInPlaceOfACommandLeadNowhere(byte[] input) throws ZmtpException {
    if (input.length == 0) {
      return;
    }
    Sent sent = Sent.values()[Math.floorMod(input[0], Sent.values().length)];
    Arrived arrived = sent.to(new CurveDialogue(5));
    byte[] command = Arrays.copyOfRange(input, 1, input.length);
    if (sent == Sent.HELLO && isTaken(arrived.at(), command)) {
      assertThat(command).hasSize(200);
      assertThat(arrived.at().metadata()).isNull();
      assertThat(arrived.at().ready()).isFalse();
      assertThat(CurveDialogue.next(arrived.at())).hasSize(168);
      assertRefused(new Arrived(arrived.at(), command), "a second HELLO");
    } else if (sent != Sent.HELLO && !Arrays.equals(command, arrived.command())) {
      assertRefused(new Arrived(arrived.at(), command), sent.name());
    }
  }

  private static boolean isTaken(Mechanism at, byte[] command) {
    try {
      CurveDialogue.take(at, command);
      return true;
    } catch (ZmtpException e) {
      return false;
    }
  }

  /** The first byte says who hears it. */
  @FuzzTest
  void anyBytesInPlaceOfAMessageAreRefused(byte[] input) throws ZmtpException {
    if (input.length == 0) {
      return;
    }
    CurveDialogue dialogue = CurveDialogue.done(5);
    Mechanism at = input[0] % 2 == 0 ? dialogue.server : dialogue.client;
    byte[] body = Arrays.copyOfRange(input, 1, input.length);
    assertThatThrownBy(() -> CurveDialogue.heard(at, body)).isInstanceOf(ZmtpException.class);
  }

  private static void assertRefused(Arrived arrived, String what) {
    boolean wasReady = arrived.at().ready();
    assertThatThrownBy(() -> CurveDialogue.take(arrived.at(), arrived.command()))
        .as(what)
        .isInstanceOf(ZmtpException.class);
    assertThat(arrived.at().ready()).isEqualTo(wasReady);
  }

  private static void assertFault(Arrived arrived, ZmtpError fault) {
    assertThatThrownBy(() -> CurveDialogue.take(arrived.at(), arrived.command()))
        .extracting(thrown -> ((ZmtpException) thrown).fault())
        .isEqualTo(fault);
  }

  private static void assertNonce(Mechanism at, byte[] body) {
    assertThatThrownBy(() -> CurveDialogue.heard(at, body))
        .extracting(thrown -> ((ZmtpException) thrown).fault())
        .isEqualTo(ZmtpError.NONCE);
  }
}
