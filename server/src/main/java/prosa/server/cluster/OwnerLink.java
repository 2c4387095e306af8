package prosa.server.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import prosa.server.placement.RoomId;

/**
 * The owner's end of a relay: the members of one room who come in at one other node. On placement's
 * thread.
 *
 * <p>Frames from the gateway are carried out in the order of their numbers, each once; the gateway
 * sends again what is not acknowledged. Frames to it are numbered and not kept: what is lost there
 * is noticed by the next number.
 */
public final class OwnerLink {
  private final String gateway;
  private final long gatewayEpoch;
  private final long relay;
  private final RoomId room;
  private final Map<Long, Long> connections = new LinkedHashMap<>();

  /** The last frame that was carried out, and the last one that was sent. */
  long received;

  long sent;

  /** Frames that came before earlier ones, {@link Relay#MOST_EARLY} at most. */
  final SortedMap<Long, List<ClusterMessage.UpItem>> early = new TreeMap<>();

  /** When the gateway was told last that frames are missing. */
  long complained;

  /** When its gateway spoke of it last. */
  long heard;

  /** Whether its room is closed, and only tells its members why; since when. */
  boolean lastWords;

  long lastWordsSince;

  volatile boolean closed;

  OwnerLink(String gateway, long gatewayEpoch, long relay, RoomId room, long now) {
    this.heard = now;
    this.complained = now - Relay.COMPLAIN;
    this.gateway = gateway;
    this.gatewayEpoch = gatewayEpoch;
    this.relay = relay;
    this.room = room;
  }

  /** The node through which these members come in. */
  public String gateway() {
    return gateway;
  }

  /** The room. */
  public RoomId room() {
    return room;
  }

  /** Whether nothing can be sent any more. Any thread. */
  public boolean isClosed() {
    return closed;
  }

  long gatewayEpoch() {
    return gatewayEpoch;
  }

  long relay() {
    return relay;
  }

  void put(long member, long connection) {
    connections.put(member, connection);
  }

  @Nullable Long connection(long member) {
    return connections.get(member);
  }

  void remove(long member) {
    connections.remove(member);
  }

  /** What its members are seated with here. */
  List<Long> connections() {
    return new ArrayList<>(connections.values());
  }

  /** The gateway's numbers of its members. */
  public List<Long> members() {
    return new ArrayList<>(connections.keySet());
  }
}
