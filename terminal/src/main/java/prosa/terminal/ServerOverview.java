package prosa.terminal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A server's nodes and rooms at one moment, as its operator's port tells them: numbers and states
 * of seats, no name and no text. The first node is the one that was asked; a server that belongs to
 * no cluster has no other. Of the other nodes of a cluster there are sums only, unless they were
 * asked, too.
 */
record ServerOverview(List<NodeOverview> nodes) {
  private static final JsonFactory JSON = new JsonFactory();

  ServerOverview {
    nodes = List.copyOf(nodes);
  }

  /** What a seat is. */
  enum SeatMark {
    SEATED('s'),
    HELD('h'),
    RESERVED('r'),
    FREE('.');

    private final char letter;

    SeatMark(char letter) {
      this.letter = letter;
    }
  }

  /**
   * One server.
   *
   * @param name its name in the cluster; empty if it belongs to none
   * @param notReady why nobody can be seated there; empty if somebody can
   * @param trouble why it is alone, or apart from other nodes; empty if it is not
   * @param connections open ones of any kind
   * @param roomCount how many tables it has
   * @param asked whether it was asked and answered: else there are the sums that it announced to
   *     another node, and no tables
   */
  record NodeOverview(
      String name,
      String version,
      Optional<String> notReady,
      String trouble,
      boolean draining,
      String emergency,
      int capacity,
      int reserved,
      int seated,
      int held,
      int connections,
      int roomCount,
      boolean asked,
      List<RoomSummary> tables) {
    NodeOverview {
      tables = List.copyOf(tables);
    }

    /** Tables with exactly one person, who waits for somebody. */
    int alone() {
      return (int) tables.stream().filter(RoomSummary::alone).count();
    }

    /** Whether people can sit down there, in a word or the reason why not. */
    String state() {
      if (!asked) {
        return "does not answer";
      }
      String apart = trouble.isEmpty() ? "" : ", " + trouble;
      return (draining ? "draining" : notReady.orElse("ready")) + apart;
    }

    boolean ready() {
      return asked && !draining && notReady.isEmpty() && trouble.isEmpty();
    }
  }

  /**
   * One table.
   *
   * @param places a letter for each place, as the operator's port writes them
   */
  record RoomSummary(String name, boolean isPrivate, String places) {
    int count(SeatMark seat) {
      return (int) places.chars().filter(c -> c == seat.letter).count();
    }

    int people() {
      return count(SeatMark.SEATED);
    }

    int capacity() {
      return places.length();
    }

    boolean alone() {
      return people() == 1 && !isPrivate;
    }
  }

  /** The names of the nodes that were asked. */
  List<String> asked() {
    return nodes.stream().filter(NodeOverview::asked).map(NodeOverview::name).toList();
  }

  /** Every table of every node. */
  List<RoomSummary> tables() {
    return nodes.stream().flatMap(node -> node.tables().stream()).toList();
  }

  int roomCount() {
    return nodes.stream().mapToInt(NodeOverview::roomCount).sum();
  }

  int capacity() {
    return nodes.stream().mapToInt(NodeOverview::capacity).max().orElse(0);
  }

  int people() {
    return nodes.stream().mapToInt(NodeOverview::seated).sum();
  }

  int held() {
    return nodes.stream().mapToInt(NodeOverview::held).sum();
  }

  int reserved() {
    return nodes.stream().mapToInt(NodeOverview::reserved).sum();
  }

  int alone() {
    return nodes.stream().mapToInt(NodeOverview::alone).sum();
  }

  /** The answers of several nodes as one: each node that was asked with its tables, once. */
  static ServerOverview merged(List<ServerOverview> answers) {
    Map<String, NodeOverview> byName = new LinkedHashMap<>();
    for (ServerOverview answer : answers) {
      for (NodeOverview node : answer.nodes()) {
        byName.merge(node.name(), node, (one, other) -> other.asked() ? other : one);
      }
    }
    return new ServerOverview(List.copyOf(byName.values()));
  }

  /**
   * Reads what {@code /state} answers. Keys that are not known are passed over.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static ServerOverview parse(String json) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("no object");
      }
      return state(parser);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("no JSON", e);
    }
  }

  private static ServerOverview state(JsonParser parser) {
    NodeFields asked = new NodeFields();
    List<NodeOverview> announced = new ArrayList<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (key) {
        case "version" -> asked.version = parser.getString();
        case "ready" ->
            asked.notReady =
                value == JsonToken.VALUE_TRUE ? Optional.empty() : Optional.of(parser.getString());
        case "draining" -> asked.draining = parser.getBooleanValue();
        case "emergency" -> asked.emergency = parser.getString();
        case "capacity" -> asked.capacity = parser.getIntValue();
        case "reserved" -> asked.reserved = parser.getIntValue();
        case "seated" -> asked.seated = parser.getIntValue();
        case "held" -> asked.held = parser.getIntValue();
        case "connections" -> asked.connections = parser.getIntValue();
        case "cluster" -> cluster(parser, asked, announced);
        case "rooms" -> tables(parser, asked.tables);
        default -> parser.skipChildren();
      }
    }
    NodeOverview first = asked.node();
    announced.removeIf(node -> node.name().equals(first.name()));
    announced.addFirst(first);
    return new ServerOverview(announced);
  }

  private static void cluster(JsonParser parser, NodeFields asked, List<NodeOverview> announced) {
    expect(parser.currentToken(), JsonToken.START_OBJECT);
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (key) {
        case "node" -> asked.name = parser.getString();
        case "trouble" -> asked.trouble = parser.getString();
        case "nodes" -> {
          expect(value, JsonToken.START_ARRAY);
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            announced.add(announced(parser));
          }
        }
        default -> parser.skipChildren();
      }
    }
  }

  /** A node as it announced itself to the one that was asked. */
  private static NodeOverview announced(JsonParser parser) {
    NodeFields fields = new NodeFields();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      switch (key) {
        case "node" -> fields.name = parser.getString();
        case "draining" -> fields.draining = parser.getBooleanValue();
        case "rooms" -> fields.roomCount = parser.getIntValue();
        case "members" -> fields.seated = parser.getIntValue();
        case "connections" -> fields.connections = parser.getIntValue();
        default -> parser.skipChildren();
      }
    }
    return fields.node();
  }

  /** What was read of a node so far. */
  private static final class NodeFields {
    private String name = "";
    private String version = "";
    private Optional<String> notReady = Optional.empty();
    private String trouble = "";
    private boolean draining;
    private String emergency = "normal";
    private int capacity;
    private int reserved;
    private int seated;
    private int held;
    private int connections;
    private int roomCount = -1;
    private final List<NumberedRoom> tables = new ArrayList<>();

    NodeOverview node() {
      boolean asked = roomCount < 0;
      return new NodeOverview(
          name,
          version,
          notReady,
          trouble,
          draining,
          emergency,
          capacity,
          reserved,
          seated,
          held,
          connections,
          asked ? tables.size() : roomCount,
          asked,
          tables.stream().map(table -> table.at(name)).toList());
    }
  }

  /** A table before it is known whose it is. */
  private record NumberedRoom(int number, boolean isPrivate, String places) {
    RoomSummary at(String node) {
      return new RoomSummary(
          "Chat" + number + (node.isEmpty() ? "" : "@" + node), isPrivate, places);
    }
  }

  /** An array of arrays: the room's number, 1 if it is private, and its places. */
  private static void tables(JsonParser parser, List<NumberedRoom> tables) {
    expect(parser.currentToken(), JsonToken.START_ARRAY);
    while (parser.nextToken() == JsonToken.START_ARRAY) {
      expect(parser.nextToken(), JsonToken.VALUE_NUMBER_INT);
      int number = parser.getIntValue();
      expect(parser.nextToken(), JsonToken.VALUE_NUMBER_INT);
      boolean isPrivate = parser.getIntValue() != 0;
      expect(parser.nextToken(), JsonToken.VALUE_STRING);
      tables.add(new NumberedRoom(number, isPrivate, parser.getString()));
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        expect(parser.currentToken() != null);
        parser.skipChildren();
      }
    }
  }

  private static void expect(JsonToken found, JsonToken wanted) {
    expect(found == wanted);
  }

  private static void expect(boolean asItShould) {
    if (!asItShould) {
      throw new IllegalArgumentException("another shape");
    }
  }
}
