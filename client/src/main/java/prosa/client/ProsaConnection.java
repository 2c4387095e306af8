package prosa.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import prosa.protocol.ProtocolException;
import prosa.protocol.ProtocolReader;
import prosa.protocol.ReadLimits;
import prosa.protocol.ToMember;
import prosa.protocol.ToServer;
import prosa.zmtp.Closing;
import prosa.zmtp.PeerInfo;
import prosa.zmtp.SocketType;
import prosa.zmtp.ZmtpClient;
import prosa.zmtp.ZmtpClientListener;

/**
 * Speaks the direct protocol on a DEALER socket: who hears {@code hello} enters, with the seat it
 * had. A door that announces REP is an original server's, and not for this side. {@link Stage} says
 * how it goes.
 */
final class ProsaConnection implements ServerConnection, ZmtpClientListener {
  private final ClientSession conversation;
  private final ZmtpClient client;
  private final ProtocolReader reader =
      new ProtocolReader(ReadLimits.defaults().withText(Integer.MAX_VALUE));
  private final Refusals refusals;
  private final TableTalk table;
  private final Seating seating;
  private final Speech speech;
  private final Reservation reservation;
  private final LoopTimer timer;
  private Stage stage = Stage.DIALING;
  private boolean explained;

  ProsaConnection(ClientSession conversation, ServerAddress door) {
    this.conversation = conversation;
    client =
        new ZmtpClient(
            conversation.dialer(),
            SocketType.DEALER,
            InetSocketAddress.createUnresolved(door.host(), door.port()),
            conversation.times().backoff(),
            this);
    refusals = new Refusals(conversation, this);
    table = new TableTalk(conversation);
    seating = new Seating(conversation);
    speech = new Speech(client, seating, refusals);
    reservation = new Reservation(conversation, door, this, refusals);
    timer = new LoopTimer(conversation.loop());
  }

  // ---- what the conversation wants

  @Override
  public void open() {
    client.connect();
  }

  @Override
  public void send(PendingRequest errand) {
    speech.send(errand, sit -> reservation.ask(sit, reader));
  }

  @Override
  public void typing() {
    if (stage == Stage.SEATED) {
      speech.write(new ToServer.Typing());
    }
  }

  @Override
  public void unanswered() {
    client.drop();
  }

  @Override
  public void pause(boolean paused) {
    if (paused) {
      client.pause();
    } else {
      client.resume();
    }
  }

  @Override
  public void retry() {
    client.dialNow();
  }

  @Override
  public void leave() {
    if (stage == Stage.SEATED || stage == Stage.ENTERING) {
      speech.write(new ToServer.Leave());
    }
    stage = Stage.LEAVING;
    timer.stop();
    client.close();
  }

  @Override
  public void abandon() {
    stage = Stage.ABANDONED;
    timer.stop();
    client.close();
  }

  // ---- what the connection tells

  @Override
  public void dialing(ZmtpClient from) {
    explained = false;
  }

  @Override
  public void failed(ZmtpClient from, Throwable cause) {
    explained = true;
    if (stage.live()) {
      conversation.trouble(ConnectError.of(cause));
    }
  }

  @Override
  public void connected(ZmtpClient from, PeerInfo peer) {
    if (!stage.live()) {
      return;
    }
    if (peer.socketType() == SocketType.REP) {
      conversation.original();
    } else {
      stage = Stage.GREETING;
      expect(ConnectError.NO_CHAT);
    }
  }

  @Override
  public void message(ZmtpClient from, ByteBuf body) {
    ToMember said;
    try {
      said = reader.toMember(ByteBufUtil.getBytes(body));
    } catch (ProtocolException e) {
      return; // of a later version, or nonsense: neither concerns us
    }
    if (stage.live()) {
      hear(said);
    }
  }

  @Override
  public void disconnected(ZmtpClient from, Closing why, Duration wait) {
    if (stage.live()) {
      stage = Stage.DIALING;
      seating.interrupted();
      timer.stop();
      conversation.lost();
      if (!explained) {
        conversation.trouble(ConnectError.of(why));
      }
    }
  }

  @Override
  public void refused(ZmtpClient from, String reason) {
    if (stage.live()) {
      conversation.restart(ConnectError.NO_CHAT);
    }
  }

  @Override
  public void closed(ZmtpClient from) {
    if (stage == Stage.LEAVING) {
      conversation.gone();
    }
  }

  // ---- what the server says

  private void hear(ToMember said) {
    switch (said) {
      case ToMember.Hello _ -> {
        if (stage == Stage.GREETING) {
          enter();
        }
      }
      case ToMember.Seated seated -> seated(seated);
      case ToMember.Refused refused -> refusals.hear(refused, stage == Stage.ENTERING);
      case ToMember.Moved moved -> seating.moved(moved);
      case ToMember.Said _,
          ToMember.Missed _,
          ToMember.Renamed _,
          ToMember.Joined _,
          ToMember.Left _,
          ToMember.Away _,
          ToMember.Back _,
          ToMember.Passed _,
          ToMember.TypingNow _,
          ToMember.Invited _,
          ToMember.Offer _,
          ToMember.Draining _ ->
          table.hear(said);
    }
  }

  /** Shows what it has; a refusal of the seat makes it enter once more, without. */
  void enter() {
    stage = Stage.ENTERING;
    speech.write(conversation.claim().enter());
    expect(ConnectError.BROKEN_OFF);
  }

  /** Enters once more after a while, unless the connection ends before. */
  void enterIn(long millis) {
    timer.start(Duration.ofMillis(millis), this::enter);
  }

  private void seated(ToMember.Seated seated) {
    boolean already = seated();
    stage = Stage.SEATED;
    timer.stop();
    seating.seated(seated, already);
  }

  boolean seated() {
    return stage == Stage.SEATED;
  }

  /** Gives the seat up for another one that is reserved. */
  void change(PendingRequest.Sit sit, String seat) {
    speech.write(new ToServer.Leave());
    seating.elsewhere(sit, seat);
    enter();
  }

  /** Something must come within the time for an answer. */
  private void expect(ConnectError otherwise) {
    timer.start(
        conversation.times().answer(),
        () -> {
          explained = true;
          conversation.trouble(otherwise);
          client.drop();
        });
  }
}
