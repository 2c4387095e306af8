package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of {@link CurveMechanism} on one connection, to the server with one public key.
 */
public final class CurveClient extends CurveMechanism {
  private enum Step {
    HELLO,
    WELCOME,
    INITIATE,
    READY,
    DONE
  }

  private final CurvePublicKey server;
  private final KeyParameter toServer;
  private final CurveKeyPair longTerm;
  private final Consumer<byte[]> random;
  private final CurveKeyPair own;
  private Step step = Step.HELLO;
  private byte @Nullable [] cookie;
  private @Nullable KeyParameter toServerOwn;

  CurveClient(CurvePublicKey server, CurveKeyPair longTerm, Consumer<byte[]> random) {
    this.server = server;
    this.longTerm = longTerm;
    this.random = random;
    byte[] secret = new byte[CurveCrypto.KEY];
    random.accept(secret);
    this.own = CurveKeyPair.of(secret);
    this.toServer = shared(server, own);
  }

  /**
   * Makes the mechanisms of connections to one server. The client's long-term key is new: this
   * server does not ask who a client is.
   */
  public static Supplier<CurveClient> of(CurvePublicKey server, SecureRandom random) {
    CurveKeyPair longTerm = CurveKeyPair.generate(random);
    return () -> new CurveClient(server, longTerm, random::nextBytes);
  }

  @Override
  public boolean asServer() {
    return false;
  }

  @Override
  public boolean ready() {
    return step == Step.DONE;
  }

  /** A server whose key is another one cannot open our HELLO, and says nothing. */
  @Override
  public boolean silentAtWrongKey() {
    return step == Step.WELCOME;
  }

  @Override
  public void process(ByteBuf command) throws ZmtpException {
    switch (step) {
      case WELCOME -> welcome(command);
      case READY -> readied(command);
      case HELLO, INITIATE, DONE -> throw new ZmtpException(ZmtpError.COMMAND);
    }
  }

  @Override
  public boolean next(ByteBuf out, Bytes ours, boolean accepted) {
    if (step == Step.HELLO) {
      hello(out);
      step = Step.WELCOME;
      return true;
    }
    if (step == Step.INITIATE && accepted) {
      initiate(out, ours);
      step = Step.READY;
      return true;
    }
    return false;
  }

  private static KeyParameter shared(CurvePublicKey server, CurveKeyPair own) {
    try {
      return CurveCrypto.sharedKey(own.secret(), server.bytes().toArray());
    } catch (ZmtpException e) {
      throw new IllegalStateException("A public key is one to agree with", e);
    }
  }

  private void hello(ByteBuf out) {
    long number = nextNonce();
    HELLO.writeTo(out);
    out.writeByte(1).writeByte(0).writeZero(HELLO_PADDING);
    own.publicKey().bytes().writeTo(out);
    out.writeLong(number)
        .writeBytes(CurveCrypto.seal(toServer, nonce(HELLO_NONCE, number), new byte[HELLO_ZEROS]));
  }

  private void welcome(ByteBuf command) throws ZmtpException {
    begin(command, WELCOME, WELCOME_LENGTH, WELCOME_LENGTH);
    byte[] nonce = read(command, LONG_NONCE);
    byte[] box = read(command, command.readableBytes());
    byte[] text = CurveCrypto.open(toServer, nonce(WELCOME_NONCE, nonce), box);
    byte[] theirs = Arrays.copyOf(text, CurveCrypto.KEY);
    key(CurveCrypto.sharedKey(own.secret(), theirs));
    toServerOwn = CurveCrypto.sharedKey(longTerm.secret(), theirs);
    cookie = Arrays.copyOfRange(text, CurveCrypto.KEY, text.length);
    step = Step.INITIATE;
  }

  private void initiate(ByteBuf out, Bytes ours) {
    KeyParameter vouching = toServerOwn;
    byte[] kept = cookie;
    if (vouching == null || kept == null) {
      throw new IllegalStateException("INITIATE comes after WELCOME");
    }
    byte[] nonce = new byte[LONG_NONCE];
    random.accept(nonce);
    byte[] said = CurveCrypto.joined(own.publicKey().bytes().toArray(), server.bytes().toArray());
    byte[] vouch = CurveCrypto.seal(vouching, nonce(VOUCH_NONCE, nonce), said);
    byte[] text =
        CurveCrypto.joined(longTerm.publicKey().bytes().toArray(), nonce, vouch, ours.toArray());
    long number = nextNonce();
    INITIATE.writeTo(out);
    out.writeBytes(kept)
        .writeLong(number)
        .writeBytes(CurveCrypto.seal(key(), nonce(INITIATE_NONCE, number), text));
    cookie = null;
    toServerOwn = null;
  }

  private void readied(ByteBuf command) throws ZmtpException {
    int least = READY.length() + SHORT_NONCE + CurveCrypto.TAG;
    begin(command, READY, least, Integer.MAX_VALUE);
    long number = command.readLong();
    judgeNonce(number);
    byte[] box = read(command, command.readableBytes());
    metadata(Bytes.of(CurveCrypto.open(key(), nonce(READY_NONCE, number), box)));
    take(number);
    step = Step.DONE;
  }
}
