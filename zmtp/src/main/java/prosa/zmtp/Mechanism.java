package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A security mechanism on one connection: how two peers get from their greetings to READY, and how
 * each frame after that is encoded. {@link NullMechanism} protects nothing.
 *
 * <p>Lifecycle: commands of the handshake go in ({@link #process}) and out ({@link #next}) until it
 * is {@link #ready}; then frames are encoded and decoded. A mechanism carries the metadata of both
 * peers and does not look at them, and ERROR, the command by which a peer refuses, is not for it.
 * An instance serves one connection, on its event loop.
 *
 * @see <a href="https://rfc.zeromq.org/spec/37/">RFC 37, "Authentication and Confidentiality"</a>
 */
public interface Mechanism {
  // ---- the handshake

  /** The name in the greeting, 1 to 20 characters. Both sides must announce the same. */
  String name();

  /** Whether we act as the server of the mechanism's handshake. */
  boolean asServer();

  /**
   * Judges the peer's greeting.
   *
   * @throws ZmtpException if it announces another mechanism
   */
  default void judge(Greeting theirs) throws ZmtpException {
    if (!theirs.mechanism().equals(name())) {
      throw new ZmtpException(ZmtpError.MECHANISM);
    }
  }

  /**
   * Takes a command of the peer's handshake: what is readable of {@code command}, name and all.
   *
   * @throws ZmtpException if it is malformed, forged or not what has to come now
   */
  void process(ByteBuf command) throws ZmtpException;

  /**
   * Appends the next command of our handshake, name and all; false, and nothing is appended, if
   * there is none now. To be asked at the beginning, and whenever something has changed, until it
   * is false.
   *
   * @param metadata ours, as they go on the wire
   * @param accepted whether our side has agreed to the peer. The command that tells the peer so,
   *     the last one of a server, waits for it
   */
  boolean next(ByteBuf out, Bytes metadata, boolean accepted);

  /** The peer's metadata as they came; null until they have. */
  @Nullable Bytes metadata();

  /**
   * Whether its handshake has agreements of keys: a side that leaves the mechanism to the peer asks
   * the channel's meter before.
   */
  default boolean agreesOnKeys() {
    return false;
  }

  /** Whether both parts of the handshake are done. */
  boolean ready();

  /** Whether the peer would leave now without a word if it had another key than we think. */
  default boolean silentAtWrongKey() {
    return false;
  }

  // ---- frames

  /** Whether frames are on the wire as they are: then they are neither encoded nor decoded. */
  boolean passesThrough();

  /** The length of a frame's body on the wire, for one of {@code length} bytes. */
  int encodedLength(int length);

  /**
   * Appends a whole frame, header and all, that carries {@code length} bytes of {@code body} from
   * {@code index} on, whose indices stay as they are. What was encoded is sent in order, but may be
   * dropped.
   *
   * @param flags {@link FrameEncoder#MORE}, {@link FrameEncoder#COMMAND} or 0
   */
  void encode(ByteBuf out, int flags, ByteBuf body, int index, int length);

  /**
   * Decodes a frame in its place: {@code body} is what came, and is what it carried afterwards.
   *
   * @param flags those of the frame that came
   * @return the flags of what it carried
   * @throws ZmtpException if it is forged
   */
  int decode(int flags, ByteBuf body) throws ZmtpException;

  /**
   * What judges a frame that is too long to be kept, while its body passes by; null if a frame has
   * to be there whole, so that one that is too long ends the connection at its head.
   *
   * @param flags those of the frame that came
   * @throws ZmtpException if no frame may have these
   */
  default @Nullable PassingFrame passing(int flags) throws ZmtpException {
    return null;
  }

  /** A frame of which nothing is kept. */
  interface PassingFrame {
    /** Takes the next bytes of the body. */
    void take(ByteBuf piece) throws ZmtpException;

    /**
     * The whole body has passed by.
     *
     * @return the flags of what it carried
     * @throws ZmtpException if it is forged
     */
    int end() throws ZmtpException;
  }
}
