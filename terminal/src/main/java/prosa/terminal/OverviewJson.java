package prosa.terminal;

import java.io.Writer;
import java.util.Optional;
import prosa.terminal.ServerOverview.NodeOverview;
import prosa.terminal.ServerOverview.RoomSummary;
import prosa.terminal.ServerOverview.SeatMark;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A server's nodes and rooms as one JSON object, for programs. Keys are only ever added. */
final class OverviewJson {
  private static final JsonFactory JSON = new JsonFactory();

  private OverviewJson() {}

  /**
   * Writes it.
   *
   * @param error why something is not told, if one of several ports or nodes does not answer
   */
  static void write(
      Writer to, String at, ServerOverview state, ServerCounters counters, Optional<String> error) {
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), to)) {
      json.writeStartObject();
      json.writeStringProperty("at", at);
      if (error.isPresent()) {
        json.writeStringProperty("error", error.get());
      }
      json.writeNumberProperty("people", state.people());
      json.writeNumberProperty("alone", state.alone());
      json.writeNumberProperty("away", state.held());
      json.writeNumberProperty("reserved", state.reserved());
      json.writeNumberProperty("messages", (long) counters.messages());
      json.writeNumberProperty("deliveries", (long) counters.deliveries());
      json.writeNumberProperty("missed", (long) counters.missed());
      json.writeNumberProperty("cpuSeconds", counters.cpuSeconds());
      json.writeNumberProperty("heapBytes", (long) counters.heapBytes());
      json.writeArrayPropertyStart("nodes");
      for (NodeOverview node : state.nodes()) {
        node(json, node);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void node(JsonGenerator json, NodeOverview node) {
    json.writeStartObject();
    json.writeStringProperty("node", node.name());
    json.writeStringProperty("version", node.version());
    json.writeBooleanProperty("ready", node.ready());
    json.writeStringProperty("state", node.state());
    json.writeStringProperty("emergency", node.emergency());
    json.writeNumberProperty("people", node.seated());
    json.writeNumberProperty("alone", node.alone());
    json.writeNumberProperty("away", node.held());
    json.writeNumberProperty("reserved", node.reserved());
    json.writeNumberProperty("connections", node.connections());
    json.writeNumberProperty("tables", node.roomCount());
    json.writeArrayPropertyStart("rooms");
    for (RoomSummary table : node.tables()) {
      json.writeStartObject();
      json.writeStringProperty("room", table.name());
      json.writeBooleanProperty("private", table.isPrivate());
      json.writeNumberProperty("capacity", table.capacity());
      json.writeNumberProperty("people", table.people());
      json.writeNumberProperty("away", table.count(SeatMark.HELD));
      json.writeNumberProperty("reserved", table.count(SeatMark.RESERVED));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
