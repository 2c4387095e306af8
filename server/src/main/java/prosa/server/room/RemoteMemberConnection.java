package prosa.server.room;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import prosa.net.Outgoing;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ServerMessage;
import prosa.server.cluster.ClusterMessage;
import prosa.server.connection.ConnectionHandler;
import prosa.server.connection.Framing;
import prosa.server.connection.MemberConnection;
import prosa.server.connection.NoopHandler;
import prosa.server.limits.ConnectionBudgets;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.Refusal;

/**
 * The connection of a member that comes in at another node, which has the socket. What is read
 * while it is paused waits here, {@link #MOST_WAITING} texts at most; the other node charges its
 * budgets and holds back what is too much. On the room's loop.
 */
final class RemoteMemberConnection extends MemberConnection {
  /** The most texts that wait. */
  static final int MOST_WAITING = 256;

  private final RemoteLink link;
  private final long member;
  private final String page;
  private final String fragment;
  private final ClientAddress client;
  private final ConnectionBudgets budgets;
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private boolean paused;
  private long heard = Long.MAX_VALUE;

  /** The connection of somebody who enters at another node. */
  RemoteMemberConnection(
      long id, RemoteLink link, ClusterMessage.Enter who, ConnectionBudgets budgets) {
    super(id, new NoQueue(), NoopHandler.INSTANCE);
    this.client = who.client();
    this.link = link;
    this.member = who.member();
    this.page = who.page();
    this.fragment = who.fragment();
    this.budgets = budgets;
  }

  RemoteLink link() {
    return link;
  }

  long member() {
    return member;
  }

  @Override
  public boolean isRemote() {
    return true;
  }

  @Override
  public ClientAddress client() {
    return client;
  }

  @Override
  public Framing framing() {
    return Framing.ZMTP;
  }

  @Override
  public String page() {
    return page;
  }

  @Override
  public String fragment() {
    return fragment;
  }

  @Override
  public Channel channel() {
    throw new IllegalStateException("the socket is at another node");
  }

  @Override
  public ConnectionBudgets budgets() {
    return budgets;
  }

  /** The member says something. */
  void input(byte[] text) {
    if (paused) {
      if (waiting.size() < MOST_WAITING) {
        waiting.add(text);
      }
    } else {
      take(text);
    }
  }

  private void take(byte[] text) {
    ByteBuf bytes = Unpooled.wrappedBuffer(text);
    ConnectionHandler to = owner();
    to.text(this, bytes);
  }

  @Override
  public void pause() {
    paused = true;
  }

  @Override
  public void resume() {
    paused = false;
    while (!paused && !waiting.isEmpty()) {
      take(waiting.removeFirst());
    }
  }

  @Override
  public void rest(long millis) {
    link.add(new ClusterMessage.Rest(member, millis));
  }

  @Override
  public boolean send(byte[] text) {
    link.add(new ClusterMessage.Tell(member, text));
    return true;
  }

  @Override
  public boolean tell(ServerMessage what) {
    switch (what) {
      case ServerMessage.Seated seated ->
          link.add(
              new ClusterMessage.Seated(
                  member,
                  seated.place(),
                  seated.seat(),
                  seated.user(),
                  seated.n(),
                  heard,
                  ProtocolWriter.write(seated)));
      case ServerMessage.Missed(long from, long _) when link.missedSince(member, from - 1) ->
          heard = from - 1;
      default -> {
        return send(ProtocolWriter.write(what));
      }
    }
    return true;
  }

  @Override
  public void end() {
    link.add(new ClusterMessage.Dismissed(member));
    lost();
  }

  /** The member has another name: its node takes that along to the next room, or owner. */
  void named(String user) {
    link.add(new ClusterMessage.Named(member, user));
  }

  /** The others moved the member away: its node finds another seat for it. */
  void movedAway() {
    link.add(new ClusterMessage.Refused(member, Refusal.VOTED_AWAY));
    lost();
  }

  /** The connection is over. */
  void lost() {
    waiting.clear();
    tellEnd();
  }

  @Override
  public void moveTo(EventLoop loop, Runnable arrived) {
    throw new IllegalStateException("a connection of another node stays in its room");
  }

  /** Nothing waits here: what goes out is in the link's frame. */
  private static final class NoQueue implements Outgoing {
    @Override
    public boolean write(ByteBuf shared, int from, int to) {
      return true;
    }

    @Override
    public boolean writeAndRelease(ByteBuf own) {
      own.release();
      return true;
    }

    @Override
    public long waiting() {
      return 0;
    }

    @Override
    public boolean takes(int size) {
      return true;
    }

    @Override
    public boolean stuck(long now, long nanos) {
      return false;
    }

    @Override
    public boolean isSettled() {
      return true;
    }

    @Override
    public boolean abort() {
      return false;
    }
  }
}
