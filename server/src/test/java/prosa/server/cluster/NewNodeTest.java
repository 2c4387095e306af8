package prosa.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.InviteResult;
import prosa.server.placement.JoinRequest;
import prosa.server.placement.JoinResult;

/** Who comes in at a node that has heard one of the others, and not yet the one with the room. */
@SuppressWarnings("NullAway") // what is not there here is a fault, and ends the test
final class NewNodeTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private ClusterSimulation world;
  private SimulatedNode a;
  private SimulatedNode b;
  private SimulatedUser user;

  /** Node {@code c} has told {@code a} who is gone; {@code b} has somebody's seat. */
  @BeforeEach
  void start() {
    world = new ClusterSimulation(1, 3, 0);
    world.advance(100 * SECOND);
    user = new SimulatedUser(1, world);
    b = world.nodes.get(1);
    b.enter(user);
    world.advance(SECOND);
    world.network.cut("a", "b");
    world.nodes.get(0).die();
    world.advance(4 * SECOND);
    a = world.start("a");
    world.advance(SECOND / 2);
    assertThat(a.node.nodeTable().names()).containsExactly("a", "c");
  }

  private void hearTheOther() {
    world.network.heal();
    a.undrain(); // it announces itself soon
    world.advance(SECOND / 2);
    assertThat(a.node.nodeTable().names()).containsExactly("a", "b", "c");
  }

  @Test
  void memberComesBackToItsSeat() {
    List<JoinResult> results = enter(JoinRequest.forSeat(user.secret));
    world.advance(SECOND / 10);
    hearTheOther();
    assertThat(results)
        .singleElement()
        .isInstanceOfSatisfying(
            JoinResult.Taken.class,
            taken -> {
              assertThat(taken.resumed()).isTrue();
              assertThat(a.node.relays().find(taken.room()).room()).isEqualTo(user.room);
            });
    assertThat(a.placement.overview()).isEmpty(); // nothing was adopted
  }

  @Test
  void seatOfANodeThatNobodyKnowsIsStaleWhenAllWereHeard() {
    List<JoinResult> results = enter(JoinRequest.forSeat(inventedSecret()));
    world.advance(SECOND / 2);
    assertThat(results).isEmpty();
    world.advance(SECOND / 2);
    assertThat(results).singleElement().isInstanceOf(JoinResult.Refused.class);
  }

  @Test
  void invitationLeadsToItsRoom() {
    List<InviteResult> invited = new ArrayList<>();
    b.seats.invite(user.room.id(), user.place, user.connection, invited::add);
    InviteResult.Invited invitation = (InviteResult.Invited) invited.getFirst();
    List<JoinResult> results = enter(JoinRequest.withInvite(invitation.code()));
    hearTheOther();
    assertThat(results)
        .singleElement()
        .isInstanceOfSatisfying(
            JoinResult.Taken.class,
            taken -> assertThat(a.node.relays().find(taken.room()).room()).isEqualTo(user.room));
  }

  private String inventedSecret() {
    RoomKey room = new RoomKey(user.room.id(), RoomKey.epoch(world.bits(), world.bits(), false));
    return SeatToken.make(world.token(), room, 1);
  }

  private List<JoinResult> enter(JoinRequest request) {
    List<JoinResult> results = new ArrayList<>();
    a.seats.enter(request, 1, new ClientAddress("192.0.2.99", false), results::add);
    return results;
  }
}
