package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import prosa.testing.ConnectionEnds;
import prosa.testing.ConnectionEnds.ClassicStep;
import prosa.testing.ConnectionEnds.Ends;
import prosa.testing.ConnectionEnds.MemberStep;
import prosa.testing.SocketMember;

/**
 * As on one server, so through a gateway: connections to one node, of members who sit beside Ana at
 * another, end at any step, and nothing of them stays at either node.
 */
final class GatewayEndsTest {
  /** Enough for those whose reservation has not lapsed. */
  private static final int CLASSIC_PORTS = 1_000;

  @Tag("long")
  @Test
  void nothingStaysAtEitherNode() throws Exception {
    try (Nodes nodes = Nodes.start()) {
      for (MemberStep step : MemberStep.values()) {
        nodes.ends(step, 16);
      }
      for (ClassicStep step : ClassicStep.values()) {
        nodes.ends(step, 16);
      }
      nodes.nothingIsLeft("all steps");
      nodes.someSatAtTheOtherNode();
    }
  }

  @Tag("long")
  @Test
  void nothingStaysAtEitherNodeOfAThousandEndsOfEachStep() throws Exception {
    try (Nodes nodes = Nodes.start()) {
      for (MemberStep step : MemberStep.values()) {
        nodes.ends(step, 1_000);
        nodes.nothingIsLeft(step.name());
      }
      for (ClassicStep step : ClassicStep.values()) {
        nodes.ends(step, 1_000);
        nodes.nothingIsLeft("classic " + step);
      }
      nodes.someSatAtTheOtherNode();
    }
  }

  /** What members use of a node. */
  private record Used(double connections, double rooms, double seats) {
    static Used of(Prosa node) {
      AdminPort port = AdminPort.of(node);
      return new Used(
          port.sumOf("prosa_connections"), port.sumOf("prosa_rooms"), port.sumOf("prosa_seats"));
    }
  }

  /** Two nodes; Ana sits at one of them. */
  private record Nodes(NatsServer nats, Prosa home, Prosa gateway, RawMember ana)
      implements AutoCloseable {
    static Nodes start() throws IOException {
      NatsServer nats = NatsServer.start();
      Prosa home = node(nats, "home");
      Prosa gateway = node(nats, "gateway");
      Await.until(
          "both nodes",
          () -> AdminPort.nodesKnownTo(home) == 2 && AdminPort.nodesKnownTo(gateway) == 2);
      return new Nodes(nats, home, gateway, RawMember.enter(home.port(), Prosa.HOST, "Ana"));
    }

    private static Prosa node(NatsServer nats, String name) throws IOException {
      return Prosa.serve(
          nats.node(
              name,
              "--hold",
              "1s",
              "--longest-hold",
              "1s",
              "--reservation",
              "2s",
              "--room-linger",
              "1s",
              "--classic-rest",
              "0s",
              "--private-linger",
              "1s",
              "--classic-ports",
              Prosa.somePorts(CLASSIC_PORTS)));
    }

    /** Members and browsers in turn. */
    void ends(MemberStep step, int times) throws Exception {
      ends(
          times,
          step.name(),
          chance ->
              ConnectionEnds.at(
                  step,
                  () ->
                      chance.nextBoolean()
                          ? SocketMember.webSocket(gateway.port())
                          : SocketMember.zmtp(gateway.port(), "DEALER"),
                  chance));
    }

    void ends(ClassicStep step, int times) throws Exception {
      ends(times, "classic " + step, chance -> ConnectionEnds.at(step, gateway.port(), chance));
    }

    private static void ends(int times, String step, Ends ends) throws Exception {
      try {
        ConnectionEnds.many(times, ends);
      } catch (Exception e) {
        throw new AssertionError(step + ", seed " + ConnectionEnds.SEED, e);
      }
    }

    /** Ana is alone again, each node has no other connection, and the next two sit with her. */
    void nothingIsLeft(String after) throws Exception {
      String what = "nothing left of " + after + ", seed " + ConnectionEnds.SEED;
      assertThat(Await.within(Await.LONG, this::isAnaAlone))
          .as(
              "%s: home %s, gateway %s; Ana heard %s",
              what, Used.of(home), Used.of(gateway), lastHeard())
          .isTrue();
      try (SocketMember first = SocketMember.zmtp(gateway.port(), "DEALER");
          SocketMember second = SocketMember.zmtp(gateway.port(), "DEALER")) {
        first.seated();
        second.seated();
        assertThat(first.room()).as(what).isEqualTo(second.room());
        assertThat(second.heard()).as(what).contains("\"Ana\"");
      }
    }

    void someSatAtTheOtherNode() throws IOException {
      assertThat(AdminPort.of(gateway).metric("prosa_cluster_events_total{event=\"given\"}"))
          .as("seats at the other node's tables")
          .isPositive();
    }

    /** She may have been brought to a table of the other node. */
    private boolean isAnaAlone() {
      Used there = Used.of(home);
      Used here = Used.of(gateway);
      return there.connections() == 1
          && here.connections() == 0
          && there.rooms() + here.rooms() == 1
          && there.seats() + here.seats() == 1
          && home.users() + gateway.users() == 1
          && company() == 0;
    }

    private List<String> lastHeard() {
      List<String> all = ana.told();
      return all.subList(Math.max(0, all.size() - 30), all.size());
    }

    /** How many others Ana sees at her table. */
    private int company() {
      int others = 0;
      for (String event : ana.told()) {
        if (event.contains("\"seated\"")) {
          others = (int) Pattern.compile("\"state\"").matcher(event).results().count();
        } else if (event.contains("\"joined\"")) {
          others++;
        } else if (event.contains("\"left\"")) {
          others--;
        }
      }
      return others;
    }

    @Override
    public void close() throws IOException {
      ana.close();
      gateway.close();
      home.close();
      nats.close();
    }
  }
}
