package prosa.client;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
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
  /** Something answers there that is no chat server. */
  NO_CHAT,
  /** The connection was made and broke off again. */
  BROKEN_OFF,
  /** The server answers, and can seat nobody at present. */
  NO_SEAT,
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

  /** Whether it is known already that a server is not there, as an address that was mistyped. */
  boolean definite() {
    return switch (this) {
      case UNKNOWN_HOST,
          NOBODY_LISTENS,
          WRONG_KEY,
          KEY_CHANGED,
          KEYS_UNREADABLE,
          NOT_ENCRYPTED,
          KEY_NEEDED ->
          true;
      case NO_ANSWER, NO_CHAT, BROKEN_OFF, NO_SEAT -> false;
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
