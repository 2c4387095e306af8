package prosa.zmtp;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which mechanism a connection gets. A side with one mechanism announces it in its greeting at
 * once. One that leaves the choice to the peer sends the first bytes of its greeting, which say its
 * version only, and the rest when it has the peer's greeting. Any thread.
 */
public interface MechanismSelector {
  /**
   * What a peer gets.
   *
   * @param mechanism its mechanism; of a peer that is refused what our greeting announces
   * @param refusal a sentence with which it is refused, in an ERROR, in place of any handshake;
   *     null for none
   */
  record Selected(Mechanism mechanism, @Nullable String refusal) {}

  /** The one mechanism, for a connection to come; null if it is up to the peer's greeting. */
  @Nullable Mechanism fixed();

  /**
   * The mechanism for a peer that announced {@code name}, or a refusal; asked where {@link #fixed}
   * is null.
   */
  Selected select(String name);

  /** The same mechanism for everybody. */
  static MechanismSelector only(Supplier<? extends Mechanism> mechanisms) {
    return new MechanismSelector() {
      @Override
      public Mechanism fixed() {
        return mechanisms.get();
      }

      @Override
      public Selected select(String name) {
        throw new IllegalStateException("The mechanism was known before");
      }
    };
  }
}
