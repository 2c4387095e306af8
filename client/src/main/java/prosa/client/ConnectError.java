package prosa.client;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import prosa.zmtp.CloseReason;

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
  NO_SEAT;

  /** Whether it is known already that a server is not there, as an address that was mistyped. */
  boolean definite() {
    return this == UNKNOWN_HOST || this == NOBODY_LISTENS;
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

  /** What a connection ended of. */
  static ConnectError of(CloseReason why) {
    return switch (why) {
      case CloseReason.Left _, CloseReason.Ended _, CloseReason.Broken _ -> BROKEN_OFF;
      case CloseReason.TimedOut _ -> NO_ANSWER;
      case CloseReason.Violation _, CloseReason.Refused _ -> NO_CHAT;
    };
  }
}
