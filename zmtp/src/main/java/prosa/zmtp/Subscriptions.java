package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * What one peer has subscribed to, on the publishing side: prefixes, each counted as often as it
 * was asked for. Read and written on its connection's event loop only.
 *
 * <p>Bounded in number and in each prefix's length. Subscriptions beyond are only counted, and
 * while there are any, everything is wanted: a subscriber of a ZeroMQ library filters what it gets
 * once more, so it loses nothing and sees nothing that it did not ask for. (To close its connection
 * would only bring it back, with the same subscriptions, some times a second.)
 *
 * @see <a href="https://rfc.zeromq.org/spec/37/">RFC 37, "The Publish-Subscribe Pattern"</a>
 */
public final class Subscriptions {
  private final int most;
  private final int longest;
  private final List<Bytes> prefixes = new ArrayList<>(1);
  private int empties;
  private int beyond;

  Subscriptions(int most, int longest) {
    this.most = most;
    this.longest = longest;
  }

  /** Whether a message of {@code length} bytes of {@code body} from {@code index} on is wanted. */
  public boolean matches(ByteBuf body, int index, int length) {
    if (everything()) {
      return true;
    }
    for (int i = 0; i < prefixes.size(); i++) {
      if (prefixes.get(i).begins(body, index, length)) {
        return true;
      }
    }
    return false;
  }

  /** Whether every message is wanted: by the empty prefix, or because there are too many. */
  public boolean everything() {
    return empties > 0 || beyond > 0;
  }

  /** Whether nothing is subscribed to. */
  public boolean isEmpty() {
    return prefixes.isEmpty() && beyond == 0;
  }

  /** How many there are, doubles included. */
  public int count() {
    return prefixes.size() + beyond;
  }

  void add(Bytes prefix) {
    if (prefixes.size() >= most || prefix.length() > longest) {
      beyond += beyond == Integer.MAX_VALUE ? 0 : 1;
      return;
    }
    prefixes.add(prefix);
    empties += prefix.isEmpty() ? 1 : 0;
  }

  /** Takes back one subscription; false if there was none. */
  boolean remove(Bytes prefix) {
    if (prefixes.remove(prefix)) {
      empties -= prefix.isEmpty() ? 1 : 0;
      return true;
    }
    if (beyond > 0) {
      beyond--; // it must have been one of those that are only counted
      return true;
    }
    return false;
  }
}
