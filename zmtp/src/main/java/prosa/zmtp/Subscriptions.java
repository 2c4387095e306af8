package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * What one peer has subscribed to, on the publishing side: prefixes, each counted as often as it
 * was asked for. Read and written on its connection's event loop only.
 *
 * <p>Bounded in number and in each prefix's length; one too many ends the connection.
 *
 * @see <a href="https://rfc.zeromq.org/spec/37/">RFC 37, "The Publish-Subscribe Pattern"</a>
 */
public final class Subscriptions {
  private final int most;
  private final int longest;
  private final List<Bytes> prefixes = new ArrayList<>(1);
  private int empties;

  Subscriptions(int most, int longest) {
    this.most = most;
    this.longest = longest;
  }

  /** Whether a message of {@code length} bytes of {@code body} from {@code index} on is wanted. */
  public boolean matches(ByteBuf body, int index, int length) {
    if (empties > 0) {
      return true;
    }
    for (int i = 0; i < prefixes.size(); i++) {
      if (prefixes.get(i).begins(body, index, length)) {
        return true;
      }
    }
    return false;
  }

  /** Whether every message is wanted: the empty prefix is among the subscriptions. */
  public boolean everything() {
    return empties > 0;
  }

  /** Whether nothing is subscribed to. */
  public boolean isEmpty() {
    return prefixes.isEmpty();
  }

  /** How many there are, doubles included. */
  public int count() {
    return prefixes.size();
  }

  void add(Bytes prefix) throws ZmtpViolation {
    if (prefixes.size() >= most || prefix.length() > longest) {
      throw new ZmtpViolation(Fault.SUBSCRIPTIONS);
    }
    prefixes.add(prefix);
    empties += prefix.isEmpty() ? 1 : 0;
  }

  /** Takes back one subscription; false if there was none. */
  boolean remove(Bytes prefix) {
    boolean removed = prefixes.remove(prefix);
    empties -= removed && prefix.isEmpty() ? 1 : 0;
    return removed;
  }
}
