package prosa.server.admin;

import java.util.stream.Collectors;
import prosa.server.operations.AddressBlocks;
import prosa.server.operations.Version;
import prosa.server.placement.RoomOverview;
import prosa.server.placement.SeatState;

/** The current state for the dashboard, as JSON: numbers and states, no names and no texts. */
final class StateReport {
  private StateReport() {}

  static String json(OperatedServer server, OperatedServer.Seats seats) {
    var totals = seats.totals();
    return "{\"version\": \"%s\", \"ready\": %s, \"draining\": %s, \"capacity\": %d, "
            .formatted(
                Version.CURRENT,
                server.notReady().map(why -> "\"" + why + "\"").orElse("true"),
                server.draining(),
                seats.capacity())
        + "\"reserved\": %d, \"seated\": %d, \"held\": %d, \"connections\": %d, "
            .formatted(totals.reserved(), totals.seated(), totals.held(), server.connections())
        + server.cluster().map(StateReport::cluster).orElse("")
        + "\"emergency\": \"%s\", \"blocks\": [%s], \"rooms\": [%s]}"
            .formatted(
                server.emergency().level().word(),
                server.blocks().all().stream()
                    .map(StateReport::block)
                    .collect(Collectors.joining(", ")),
                seats.rooms().stream().map(StateReport::room).collect(Collectors.joining(", ")));
  }

  private static String cluster(ClusterStatus cluster) {
    return "\"cluster\": {\"node\": \"%s\", \"trouble\": \"%s\", \"relays\": %d, \"links\": %d, \"nodes\": [%s]}, "
        .formatted(
            cluster.node(),
            cluster.trouble().orElse("").replaceAll("[\"\\\\\\p{Cntrl}]", ""),
            cluster.relays(),
            cluster.links(),
            cluster.nodes().stream()
                .map(
                    node ->
                        "{\"node\": \"%s\", \"draining\": %s, \"rooms\": %d, \"members\": %d, \"connections\": %d}"
                            .formatted(
                                node.name(),
                                node.draining(),
                                node.rooms(),
                                node.members(),
                                node.connections()))
                .collect(Collectors.joining(", ")));
  }

  private static String block(AddressBlocks.Block block) {
    return "{\"network\": \"%s\", \"seconds\": %d}".formatted(block.network(), block.seconds());
  }

  private static String room(RoomOverview room) {
    StringBuilder places = new StringBuilder(room.places().size());
    for (SeatState state : room.places()) {
      places.append(
          switch (state) {
            case FREE -> '.';
            case RESERVED -> 'r';
            case SEATED -> 's';
            case HELD -> 'h';
          });
    }
    return "[%d, %d, \"%s\"]".formatted(room.id().number(), room.isPrivate() ? 1 : 0, places);
  }
}
