package prosa.server.room;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ClientMessage;
import prosa.server.connection.MemberConnection;
import prosa.server.placement.Admission;
import prosa.server.placement.ClassicSide;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.Expulsion;
import prosa.server.placement.InviteResult;
import prosa.server.placement.Refusal;

/** Placement as a room sees it: records the calls, and answers when the test does. */
final class FakeSeatService implements SeatService {
  final List<String> told = new ArrayList<>();
  final List<Consumer<Refusal>> askedNext = new ArrayList<>();

  /** The names of those who asked for another table. */
  final List<String> askedBy = new ArrayList<>();

  final List<Consumer<InviteResult>> askedInvite = new ArrayList<>();
  final List<Expulsion> moving = new ArrayList<>();
  final List<Runnable> leaving = new ArrayList<>();
  final List<MemberConnection> atDoor = new ArrayList<>();

  @Override
  public void admit(
      JoinableRoom room,
      ClassicSide half,
      long connection,
      ClientAddress client,
      boolean mayTakeNewSeat,
      Consumer<Admission> answer) {
    throw new AssertionError("a room asks that at its classic ports only");
  }

  @Override
  public void subscribed(JoinableRoom room, long connection) {
    throw new AssertionError("a room tells that at its classic ports only");
  }

  @Override
  public void disconnected(JoinableRoom room, long connection) {
    throw new AssertionError("a room tells that at its classic ports only");
  }

  @Override
  public void heard(JoinableRoom room, int place, long line) {
    told.add("heard " + place);
  }

  @Override
  public void lost(JoinableRoom room, int place, long line) {
    told.add("lost " + place);
  }

  @Override
  public void leave(JoinableRoom room, int place, long line, Runnable freed) {
    told.add("leave " + place);
    leaving.add(freed);
  }

  @Override
  public void withdraw(JoinableRoom room, int place, String seat) {
    told.add("withdraw " + place);
  }

  @Override
  public void next(
      JoinableRoom room,
      int place,
      MemberConnection line,
      String user,
      boolean keep,
      Consumer<Refusal> refused) {
    told.add("next " + place);
    askedBy.add(user);
    askedNext.add(refused);
  }

  @Override
  public void goBack(
      JoinableRoom room, int place, MemberConnection line, String user, Consumer<Refusal> refused) {
    told.add("go back " + place);
    askedNext.add(refused);
  }

  @Override
  public void moveAway(
      JoinableRoom room,
      Expulsion who,
      @Nullable MemberConnection line,
      String user,
      Consumer<Refusal> nowhere) {
    told.add("move away " + who.place());
    moving.add(who);
    askedNext.add(nowhere);
  }

  @Override
  public void hold(JoinableRoom room, int place, long line, Duration canonical) {
    told.add("hold " + place + " for " + canonical.toSeconds() + " s");
  }

  @Override
  public void invite(JoinableRoom room, int place, long line, Consumer<InviteResult> answer) {
    told.add("invite " + place);
    askedInvite.add(answer);
  }

  @Override
  public void backToDoor(MemberConnection line) {
    atDoor.add(line);
  }

  @Override
  public void removeClassic(JoinableRoom room, int place) {
    told.add("remove classic " + place);
  }

  @Override
  public void enterAnew(MemberConnection connection, ClientMessage.Enter enter) {
    long heard = enter.heard().orElse(0);
    told.add(
        "enter anew as "
            + enter.user()
            + enter.seat().map(" with "::concat).orElse("")
            + (heard > 0 ? " after " + heard : ""));
  }
}
