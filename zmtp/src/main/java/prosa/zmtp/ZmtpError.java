package prosa.zmtp;

/** What a peer did against the protocol or beyond the limits. Each one costs it its connection. */
public enum ZmtpError {
  /** The first bytes are no ZMTP greeting, or the greeting is malformed. */
  GREETING,
  /** The peer announced a version before 3. */
  VERSION,
  /** The peer announced another security mechanism than ours, or its other side. */
  MECHANISM,
  /** A box of CURVE that does not open with the keys that it should be made with. */
  DECRYPTION,
  /** A nonce of CURVE that is not greater than the last one: a frame that was repeated. */
  NONCE,
  /** A server left at our HELLO, as one does whose key is not the one that we know. */
  KEY,
  /** Reserved bits in a frame's flags, or MORE on a command. */
  FLAGS,
  /** A frame or message longer than is taken. */
  FRAME_SIZE,
  /** A command that is malformed or out of place, or a message before READY. */
  COMMAND,
  /** READY with a malformed, doubled or missing property. */
  METADATA,
  /** A socket type that we do not know, or that may not talk to ours. */
  SOCKET_TYPE,
  /** A message of too many parts. */
  PARTS
}
