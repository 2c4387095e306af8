package prosa.client;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import prosa.protocol.ErrorCode;
import prosa.zmtp.CloseReason;
import prosa.zmtp.CurveSelector;
import prosa.zmtp.ZmtpError;

/** Why there is no seat yet, as far as it is known. */
public enum ConnectError {
  /** Nothing has answered so far. */
  NO_ANSWER(Kind.UNCERTAIN),
  /** The host's name is not known. */
  UNKNOWN_HOST(Kind.NOT_THERE),
  /** The machine is there, but nothing listens at that port. */
  NOBODY_LISTENS(Kind.NOT_THERE),
  /** Something answers there that is no chat server, such as one of the web, with TLS or not. */
  NO_CHAT(Kind.WRONG_SERVER),
  /** What listens there speaks the protocol of a server, but not a word of a chat. */
  SAYS_NOTHING(Kind.UNCERTAIN),
  /** The connection was made and broke off again. */
  BROKEN_OFF(Kind.UNCERTAIN),
  /** The server answers, and can seat nobody at present. */
  NO_SEAT(Kind.REFUSAL),
  /** The server answers: too many are coming, or ask, at the moment. */
  RATE(Kind.REFUSAL),
  /** The server answers: the user's address has too many seats reserved. */
  TOO_MANY_RESERVATIONS(Kind.REFUSAL),
  /** The server answers: the user's address has as many seats as it may have. */
  TOO_MANY_SEATS(Kind.REFUSAL),
  /** The server answers: the user's address has as many rooms as it may have. */
  TOO_MANY_ROOMS(Kind.REFUSAL),
  /** The server answers: the room of the invitation is full. */
  TABLE_FULL(Kind.REFUSAL),
  /** The server answers: it is going away. */
  DRAINING(Kind.REFUSAL),
  /** The server's key is not the one in the address, or not the one that it had before. */
  WRONG_KEY(Kind.WRONG_SERVER),
  /** The key in the address is not the one that the server had before; nothing is tried. */
  KEY_CHANGED(Kind.WRONG_SERVER),
  /**
   * The file of the servers' keys cannot be read, or what it says of this server: it may have been
   * talked to with a key. Nothing is tried.
   */
  KEYS_UNREADABLE(Kind.WRONG_SERVER),
  /** The server does not encrypt, and the address has a key, or it had one before. */
  NOT_ENCRYPTED(Kind.WRONG_SERVER),
  /** The server talks only to who knows its key, and the address has none. */
  KEY_NEEDED(Kind.WRONG_SERVER);

  private enum Kind {
    /** It is not known yet what is there. */
    UNCERTAIN,
    /** There is no server, as where an address was mistyped, or none yet. */
    NOT_THERE,
    /** What listens is not the server that was meant, or not to be trusted. */
    WRONG_SERVER,
    /** A server says so, which may have a seat in a while. */
    REFUSAL
  }

  private final Kind kind;

  ConnectError(Kind kind) {
    this.kind = kind;
  }

  /** Whether the client goes on trying. */
  public boolean isTriedAgain() {
    return this != KEY_CHANGED && this != KEYS_UNREADABLE;
  }

  /** Whether a server said so, which is there and may have a seat in a while. */
  public boolean isRefusal() {
    return kind == Kind.REFUSAL;
  }

  /**
   * Whether it may pass while one waits. It does not where what listens is not the server that was
   * meant, or not to be trusted: somebody has to look at the address or at the server.
   */
  public boolean mayPass() {
    return kind != Kind.WRONG_SERVER;
  }

  /**
   * Whether it is known already that there is no seat, as where an address was mistyped or the
   * server says why. Too many who come at once are served a moment later, so that is not said yet.
   */
  boolean definite() {
    return kind != Kind.UNCERTAIN && this != RATE;
  }

  /** Why a server gives no seat at present. */
  static ConnectError of(ErrorCode refusal) {
    return switch (refusal) {
      case RATE -> RATE;
      case TOO_MANY_RESERVATIONS -> TOO_MANY_RESERVATIONS;
      case TOO_MANY_SEATS -> TOO_MANY_SEATS;
      case TOO_MANY_ROOMS -> TOO_MANY_ROOMS;
      case TABLE_FULL -> TABLE_FULL;
      case DRAINING -> DRAINING;
      default -> NO_SEAT;
    };
  }

  /** What a dialling failed of. */
  static ConnectError of(Throwable cause) {
    if (cause instanceof UnknownHostException) {
      return UNKNOWN_HOST;
    }
    return cause instanceof ConnectException && !(cause instanceof ConnectTimeoutException)
        ? NOBODY_LISTENS
        : NO_ANSWER;
  }

  /**
   * What a connection ended of.
   *
   * @param encrypted whether it was to be encrypted
   */
  static ConnectError of(CloseReason why, boolean encrypted) {
    return switch (why) {
      case CloseReason.Violation(ZmtpError fault) when fault == ZmtpError.KEY -> WRONG_KEY;
      case CloseReason.Violation(ZmtpError fault) when fault == ZmtpError.MECHANISM && encrypted ->
          NOT_ENCRYPTED;
      case CloseReason.Violation(ZmtpError fault) when fault == ZmtpError.MECHANISM -> KEY_NEEDED;
      case CloseReason.Left _, CloseReason.Ended _, CloseReason.Broken _ -> BROKEN_OFF;
      case CloseReason.TimedOut _ -> NO_ANSWER;
      case CloseReason.Violation _, CloseReason.Refused _ -> NO_CHAT;
    };
  }

  /** What a server said in an ERROR. */
  static ConnectError ofRefusal(String sentence) {
    return sentence.equals(CurveSelector.REFUSAL) ? KEY_NEEDED : NO_CHAT;
  }
}
