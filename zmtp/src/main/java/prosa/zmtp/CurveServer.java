package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Consumer;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of {@link CurveMechanism} on one connection. Any client's key is welcome.
 *
 * <p>Between WELCOME and INITIATE it keeps no key: the connection's own are in the cookie, which
 * the client gives back. What is kept is the nonce of that cookie, because one of another
 * connection would let somebody repeat here what was recorded there.
 */
final class CurveServer extends CurveMechanism {
  private enum Step {
    HELLO,
    WELCOME,
    INITIATE,
    READY,
    DONE
  }

  private static final int INITIATE_LEAST =
      INITIATE.length()
          + CookieKeys.LENGTH
          + SHORT_NONCE
          + CurveCrypto.TAG
          + CurveCrypto.KEY
          + VOUCH_LENGTH;

  private final CurveKeyPair own;
  private final CookieKeys cookies;
  private final Consumer<byte[]> random;
  private Step step = Step.HELLO;
  private byte @Nullable [] answer;
  private byte @Nullable [] cookieNonce;

  CurveServer(CurveKeyPair own, CookieKeys cookies, Consumer<byte[]> random) {
    this.own = own;
    this.cookies = cookies;
    this.random = random;
  }

  @Override
  public boolean asServer() {
    return true;
  }

  @Override
  public boolean ready() {
    return step == Step.DONE;
  }

  @Override
  public boolean agreesOnKeys() {
    return true;
  }

  @Override
  public void process(ByteBuf command) throws ZmtpException {
    switch (step) {
      case HELLO -> hello(command);
      case INITIATE -> initiate(command);
      case WELCOME, READY, DONE -> throw new ZmtpException(ZmtpError.COMMAND);
    }
  }

  @Override
  public boolean next(ByteBuf out, Bytes ours, boolean accepted) {
    byte[] welcome = answer;
    if (step == Step.WELCOME && welcome != null) {
      out.writeBytes(welcome);
      answer = null;
      step = Step.INITIATE;
      return true;
    }
    if (step == Step.READY && accepted) {
      long number = nextNonce();
      READY.writeTo(out);
      out.writeLong(number)
          .writeBytes(CurveCrypto.seal(key(), nonce(READY_NONCE, number), ours.toArray()));
      step = Step.DONE;
      return true;
    }
    return false;
  }

  private void hello(ByteBuf command) throws ZmtpException {
    begin(command, HELLO, HELLO_LENGTH, HELLO_LENGTH);
    if (command.readByte() != 1 || command.readByte() != 0) {
      throw new ZmtpException(ZmtpError.COMMAND); // another version
    }
    byte[] padding = read(command, HELLO_PADDING);
    byte[] theirs = read(command, CurveCrypto.KEY);
    long number = command.readLong();
    judgeNonce(number);
    KeyParameter shared = CurveCrypto.sharedKey(own.secret(), theirs);
    byte[] box = read(command, command.readableBytes());
    byte[] zeros = CurveCrypto.open(shared, nonce(HELLO_NONCE, number), box);
    if (!Arrays.equals(padding, new byte[HELLO_PADDING])
        || !Arrays.equals(zeros, new byte[HELLO_ZEROS])) {
      throw new ZmtpException(ZmtpError.COMMAND);
    }
    take(number);
    answer = welcome(shared, theirs);
    step = Step.WELCOME;
  }

  private byte[] welcome(KeyParameter shared, byte[] theirs) {
    byte[] secret = new byte[CurveCrypto.KEY];
    random.accept(secret);
    byte[] cookie = cookies.seal(CurveCrypto.joined(theirs, secret));
    cookieNonce = Arrays.copyOf(cookie, CookieKeys.NONCE);
    byte[] nonce = new byte[LONG_NONCE];
    random.accept(nonce);
    byte[] text = CurveCrypto.joined(CurveCrypto.publicKey(secret), cookie);
    byte[] box = CurveCrypto.seal(shared, nonce(WELCOME_NONCE, nonce), text);
    Arrays.fill(secret, (byte) 0);
    return CurveCrypto.joined(WELCOME.toArray(), nonce, box);
  }

  private void initiate(ByteBuf command) throws ZmtpException {
    begin(command, INITIATE, INITIATE_LEAST, Integer.MAX_VALUE);
    byte[] cookie = read(command, CookieKeys.LENGTH);
    byte[] expected = cookieNonce;
    if (expected == null || !CookieKeys.isOf(cookie, expected)) {
      throw new ZmtpException(ZmtpError.DECRYPTION);
    }
    byte[] kept = cookies.open(cookie);
    byte[] theirs = Arrays.copyOf(kept, CurveCrypto.KEY);
    byte[] secret = Arrays.copyOfRange(kept, CurveCrypto.KEY, 2 * CurveCrypto.KEY);
    long number = command.readLong();
    judgeNonce(number);
    KeyParameter shared = CurveCrypto.sharedKey(secret, theirs);
    byte[] box = read(command, command.readableBytes());
    byte[] text = CurveCrypto.open(shared, nonce(INITIATE_NONCE, number), box);
    judgeVouch(text, secret, theirs);
    Arrays.fill(kept, (byte) 0);
    Arrays.fill(secret, (byte) 0);
    take(number);
    key(shared);
    metadata(Bytes.of(Arrays.copyOfRange(text, CurveCrypto.KEY + VOUCH_LENGTH, text.length)));
    cookieNonce = null;
    step = Step.READY;
  }

  /** The vouch: who has C says that C' is theirs, and that they mean this server. */
  private void judgeVouch(byte[] text, byte[] secret, byte[] theirs) throws ZmtpException {
    byte[] client = Arrays.copyOf(text, CurveCrypto.KEY);
    int nonceEnd = CurveCrypto.KEY + LONG_NONCE;
    byte[] nonce = Arrays.copyOfRange(text, CurveCrypto.KEY, nonceEnd);
    byte[] vouch = Arrays.copyOfRange(text, nonceEnd, CurveCrypto.KEY + VOUCH_LENGTH);
    byte[] said =
        CurveCrypto.open(CurveCrypto.sharedKey(secret, client), nonce(VOUCH_NONCE, nonce), vouch);
    if (!MessageDigest.isEqual(
        said, CurveCrypto.joined(theirs, own.publicKey().bytes().toArray()))) {
      throw new ZmtpException(ZmtpError.DECRYPTION);
    }
  }
}
