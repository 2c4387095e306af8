package prosa.server.placement;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A seat of a classic client: reserved by {@code FindChat}, then with one of the client's
 * connections, then with both, and seated when the subscriber is subscribed.
 */
final class ClassicSeat extends Seat {

  private final String token;
  private @Nullable ClassicConnection publisher;
  private @Nullable ClassicConnection subscriber;

  ClassicSeat(RoomSeats room, int place, ClientAddress client, String token) {
    super(room, place, client);
    this.token = token;
  }

  /** What the reservation can be withdrawn with. */
  String token() {
    return token;
  }

  @Nullable ClassicConnection connection(ClassicSide side) {
    return switch (side) {
      case PUBLISHER -> publisher;
      case SUBSCRIBER -> subscriber;
    };
  }

  void put(ClassicConnection connection) {
    set(connection.side(), connection);
    connection.seat = this;
  }

  void takeAway(ClassicConnection connection) {
    set(connection.side(), null);
    connection.seat = null;
  }

  /** Whether it has the other connection and lacks this one. */
  boolean waitsFor(ClassicSide side) {
    return connection(side) == null && connection(side.other()) != null;
  }

  /** Whether no connection has come for the reservation. */
  boolean isUntouched() {
    return publisher == null && subscriber == null;
  }

  /** Whether both are there and the subscriber has subscribed. */
  boolean isWhole() {
    return publisher != null && subscriber != null && subscriber.subscribed;
  }

  /** Whether this is its publisher's connection. */
  boolean isOf(long connection) {
    return publisher != null && publisher.connection() == connection;
  }

  /** Those that are there, the publisher first. */
  List<ClassicConnection> connections() {
    List<ClassicConnection> connections = new ArrayList<>(2);
    if (publisher != null) {
      connections.add(publisher);
    }
    if (subscriber != null) {
      connections.add(subscriber);
    }
    return connections;
  }

  private void set(ClassicSide side, @Nullable ClassicConnection connection) {
    switch (side) {
      case PUBLISHER -> publisher = connection;
      case SUBSCRIBER -> subscriber = connection;
    }
  }
}
