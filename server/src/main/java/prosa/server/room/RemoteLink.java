package prosa.server.room;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import prosa.server.cluster.ClusterMessage;
import prosa.server.cluster.OwnerLink;
import prosa.server.connection.WriteBatch;

/**
 * What a room tells one other node, at which some of its members come in: collected in a round of
 * the loop, and sent at its end in as few frames as that fits in, {@link #MOST_BYTES} each. On the
 * room's loop.
 */
final class RemoteLink {
  /** The most bytes in a frame of several items; NATS takes 1 MiB. */
  static final int MOST_BYTES = 256 << 10;

  private final OwnerLink link;
  private final Consumer<List<ClusterMessage.DownItem>> send;
  private final Consumer<Runnable> later;
  private List<ClusterMessage.DownItem> items = new ArrayList<>();
  private int members;

  /**
   * A link without members.
   *
   * @param send takes a frame
   * @param later runs something at the end of the loop's round
   */
  RemoteLink(
      OwnerLink link, Consumer<List<ClusterMessage.DownItem>> send, Consumer<Runnable> later) {
    this.link = link;
    this.send = send;
    this.later = later;
  }

  OwnerLink link() {
    return link;
  }

  /** Counts members that hear, in or out. */
  void members(int change) {
    members += change;
  }

  boolean hasMembers() {
    return members > 0;
  }

  void add(ClusterMessage.DownItem item) {
    if (items.isEmpty()) {
      later.accept(this::flush);
    }
    items.add(item);
  }

  /**
   * A member missed what was said since it heard this number: told with its seat, if that is on its
   * way.
   *
   * @return whether it is
   */
  boolean missedSince(long member, long heard) {
    if (!items.isEmpty()
        && items.getLast() instanceof ClusterMessage.Seated seated
        && seated.member() == member) {
      items.set(
          items.size() - 1,
          new ClusterMessage.Seated(
              member,
              seated.place(),
              seated.secret(),
              seated.user(),
              seated.number(),
              heard,
              seated.text()));
      return true;
    }
    return false;
  }

  /** Adds a round of the room. */
  void batch(WriteBatch round, long first, long last, boolean events) {
    ByteBuf all = round.bytes();
    byte[] texts = new byte[all.readableBytes()];
    all.getBytes(all.readerIndex(), texts);
    add(new ClusterMessage.Batch(first, last, events, texts));
  }

  private void flush() {
    List<ClusterMessage.DownItem> now = items;
    items = new ArrayList<>();
    int first = 0;
    long bytes = 0;
    for (int i = 0; i < now.size(); i++) {
      int size = sizeOf(now.get(i));
      if (i > first && bytes + size > MOST_BYTES) {
        send.accept(List.copyOf(now.subList(first, i)));
        first = i;
        bytes = 0;
      }
      bytes += size;
    }
    send.accept(List.copyOf(now.subList(first, now.size())));
  }

  /** About how many bytes an item takes. */
  private static int sizeOf(ClusterMessage.DownItem item) {
    int text =
        switch (item) {
          case ClusterMessage.Seated seated -> seated.text().length + seated.secret().length();
          case ClusterMessage.Batch batch -> batch.texts().length;
          case ClusterMessage.Tell tell -> tell.text().length;
          case ClusterMessage.SayAgain again -> again.text().length;
          case ClusterMessage.Sync sync -> sync.members().size() * Long.BYTES;
          case ClusterMessage.Refused _,
              ClusterMessage.Named _,
              ClusterMessage.Rest _,
              ClusterMessage.Dismissed _ ->
              0;
        };
    return text + 128;
  }
}
