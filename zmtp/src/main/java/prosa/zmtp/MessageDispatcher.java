package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a peer sends after the handshake: messages to the session, commands to the parts that they
 * concern.
 */
final class MessageDispatcher implements FrameDecoder.FrameSink {
  static final int CANCEL = 0;
  static final int SUBSCRIBE = 1;

  private static final long TENTH_OF_A_SECOND = TimeUnit.MILLISECONDS.toNanos(100);

  private final ZmtpConnection connection;
  private final SocketType own;
  private final ZmtpLimits limits;

  /** Null but between the first part of a message and its last. */
  private @Nullable MessageAssembler multipart;

  /** Null as long as nobody has asked for them: only a publisher's peer has some. */
  private @Nullable Subscriptions subscriptions;

  MessageDispatcher(ZmtpConnection connection, SocketType own, ZmtpLimits limits) {
    this.connection = connection;
    this.own = own;
    this.limits = limits;
  }

  Subscriptions subscriptions() {
    Subscriptions known = subscriptions;
    if (known == null) {
      known = new Subscriptions(limits.subscriptions(), limits.prefix());
      subscriptions = known;
    }
    return known;
  }

  /** What an unfinished message takes. */
  int kept() {
    MessageAssembler begun = multipart;
    return begun == null ? 0 : begun.kept();
  }

  void release() {
    MessageAssembler begun = multipart;
    multipart = null;
    if (begun != null) {
      begun.release();
    }
  }

  private MessageAssembler multipart() {
    MessageAssembler begun = multipart;
    if (begun == null) {
      begun = new MessageAssembler(limits);
      multipart = begun;
    }
    return begun;
  }

  @Override
  public void greeting(Greeting greeting) throws ZmtpException {
    throw new ZmtpException(ZmtpError.GREETING);
  }

  @Override
  public void message(ByteBuf body, boolean more) throws ZmtpException {
    if (more || multipart != null) {
      multipart().add(body, connection.channel().alloc());
      endPart(more);
    } else if (own.publishes()) {
      upstream(body);
    } else {
      connection.session().message(connection, body);
    }
  }

  @Override
  public void skipped(long size, boolean more) throws ZmtpException {
    multipart().skip(size);
    endPart(more);
  }

  @Override
  public void command(ByteBuf body) throws ZmtpException {
    switch (CommandCodec.read(body)) {
      case Command.Subscribe(Bytes prefix) -> {
        connection.answersPings();
        subscribe(prefix);
      }
      case Command.Cancel(Bytes prefix) -> {
        connection.answersPings();
        cancel(prefix);
      }
      case Command.Ping(int ttl, Bytes context) -> {
        connection.answersPings();
        connection.allowance(ttl == 0 ? Long.MAX_VALUE : TENTH_OF_A_SECOND * ttl);
        connection.answer(new Command.Pong(context));
      }
      case Command.Refusal(String reason) -> connection.end(new CloseReason.Refused(reason));
      case Command.Ready _ -> throw new ZmtpException(ZmtpError.COMMAND);
      case Command.Pong(Bytes context) -> {
        connection.answersPings();
        connection.session().ponged(connection, context);
      }
      case Command.Unknown _ -> {
        // For others; a sign of life, as any byte is.
      }
    }
  }

  private void endPart(boolean more) {
    if (more) {
      return;
    }
    try {
      MessageAssembler whole = multipart();
      if (whole.skipping()) {
        connection.session().oversized(connection, whole.total());
      } else if (own != SocketType.PUB) {
        connection.session().multipart(connection, whole.parts());
      }
    } finally {
      release();
    }
  }

  /** A publisher receives subscriptions; anything else is for XPUB only (RFC 29). */
  private void upstream(ByteBuf body) throws ZmtpException {
    int kind = body.isReadable() ? body.getByte(body.readerIndex()) : -1;
    if (kind == SUBSCRIBE) {
      subscribe(Bytes.of(body.skipBytes(1)));
    } else if (kind == CANCEL) {
      cancel(Bytes.of(body.skipBytes(1)));
    } else if (own == SocketType.XPUB) {
      connection.session().message(connection, body);
    }
  }

  private void subscribe(Bytes prefix) throws ZmtpException {
    requirePublisher();
    subscriptions().add(prefix);
    connection.session().subscriptionsChanged(connection);
  }

  private void cancel(Bytes prefix) throws ZmtpException {
    requirePublisher();
    if (subscriptions().remove(prefix)) {
      connection.session().subscriptionsChanged(connection);
    }
  }

  private void requirePublisher() throws ZmtpException {
    if (!own.publishes()) {
      throw new ZmtpException(ZmtpError.COMMAND);
    }
  }
}
