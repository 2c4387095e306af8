package prosa.server.cluster;

import java.util.List;
import java.util.Optional;
import prosa.server.cluster.ClusterCodec.Envelope;

/** Announcements of a node of an earlier version that has no room and no member. */
final class Announcements {
  private Announcements() {}

  /** The first one of a node. */
  static ClusterMessage.Announce first() {
    return of(false);
  }

  /** The bytes in which a node with this epoch announces itself. */
  static byte[] written(String from, long epoch) {
    return written(from, epoch, false);
  }

  /** The same of a node that may be leaving. */
  static byte[] written(String from, long epoch, boolean leaving) {
    return ClusterCodec.write(new Envelope(ClusterCodec.VERSION, from, epoch, 0, of(leaving)));
  }

  private static ClusterMessage.Announce of(boolean leaving) {
    return new ClusterMessage.Announce(
        1,
        false,
        leaving,
        0,
        0,
        0,
        List.of(),
        List.of(),
        0,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }
}
