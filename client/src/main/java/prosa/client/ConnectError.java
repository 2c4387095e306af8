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
  NO_ANSWER,
  /** The host's name is not known. */
  UNKNOWN_HOST,
  /** The machine is there, but nothing listens at that port. */
  NOBODY_LISTENS,
  /** Something answers there that is no chat server, such as one of the web, with TLS or not. */
  NO_CHAT,
  /** What listens there speaks the protocol of a server, but not a word of a chat. */
  SAYS_NOTHING,
  /** The connection was made and broke off again. */
  BROKEN_OFF,
  /** The server answers, and can seat nobody at present. */
  NO_SEAT,
  /** The server answers: too many are coming, or ask, at the moment. */
  RATE,
  /** The server answers: the user's address has too many seats reserved. */
  TOO_MANY_RESERVATIONS,
  /** The server answers: the user's address has as many seats as it may have. */
  TOO_MANY_SEATS,
  /** The server answers: the user's address has as many tables as it may have. */
  TOO_MANY_ROOMS,
  /** The server answers: the table of the invitation is full. */
  TABLE_FULL,
  /** The server answers: it is going away. */
  DRAINING,
  /** The server's key is not the one in the address, or not the one that it had before. */
  WRONG_KEY,
  /** The key in the address is not the one that the server had before; nothing is tried. */
  KEY_CHANGED,
  /**
   * The file of the servers' keys cannot be read, or what it says of this server: it may have been
   * talked to with a key. Nothing is tried.
   */
  KEYS_UNREADABLE,
  /** The server does not encrypt, and the address has a key, or it had one before. */
  NOT_ENCRYPTED,
  /** The server talks only to who knows its key, and the address has none. */
  KEY_NEEDED;

  /** Whether the client goes on trying. */
  public boolean isTriedAgain() {
    return this != KEY_CHANGED && this != KEYS_UNREADABLE;
  }

  /** Whether a server said so, which is there and may have a seat in a while. */
  public boolean isRefusal() {
    return switch (this) {
      case NO_SEAT,
          RATE,
          TOO_MANY_RESERVATIONS,
          TOO_MANY_SEATS,
          TOO_MANY_ROOMS,
          TABLE_FULL,
          DRAINING ->
          true;
      case NO_ANSWER,
          UNKNOWN_HOST,
          NOBODY_LISTENS,
          NO_CHAT,
          SAYS_NOTHING,
          BROKEN_OFF,
          WRONG_KEY,
          KEY_CHANGED,
          KEYS_UNREADABLE,
          NOT_ENCRYPTED,
          KEY_NEEDED ->
          false;
    };
  }

  /**
   * Whether it may pass while one waits. It does not where what listens is not the server that was
   * meant, or not to be trusted: somebody has to look at the address or at the server.
   */
  public boolean mayPass() {
    return switch (this) {
      case NO_CHAT, WRONG_KEY, KEY_CHANGED, KEYS_UNREADABLE, NOT_ENCRYPTED, KEY_NEEDED -> false;
      case NO_ANSWER,
          UNKNOWN_HOST,
          NOBODY_LISTENS,
          SAYS_NOTHING,
          BROKEN_OFF,
          NO_SEAT,
          RATE,
          TOO_MANY_RESERVATIONS,
          TOO_MANY_SEATS,
          TOO_MANY_ROOMS,
          TABLE_FULL,
          DRAINING ->
          true;
    };
  }

  /**
   * Whether it is known already that there is no seat, as where an address was mistyped or the
   * server says why. Too many who come at once are served a moment later, so that is not said yet.
   */
  boolean definite() {
    return switch (this) {
      case UNKNOWN_HOST,
          NOBODY_LISTENS,
          NO_CHAT,
          NO_SEAT,
          TOO_MANY_RESERVATIONS,
          TOO_MANY_SEATS,
          TOO_MANY_ROOMS,
          TABLE_FULL,
          DRAINING,
          WRONG_KEY,
          KEY_CHANGED,
          KEYS_UNREADABLE,
          NOT_ENCRYPTED,
          KEY_NEEDED ->
          true;
      case NO_ANSWER, SAYS_NOTHING, BROKEN_OFF, RATE -> false;
    };
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
