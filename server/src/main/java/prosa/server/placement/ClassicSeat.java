package prosa.server.placement;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A seat of a classic client: reserved by {@code FindChat}, then with one of the client's
 * connections, then with both, and seated when the subscriber can hear.
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

  @Nullable ClassicConnection half(ClassicSide side) {
    return switch (side) {
      case PUBLISHER -> publisher;
      case SUBSCRIBER -> subscriber;
    };
  }

  void put(ClassicConnection half) {
    set(half.side(), half);
    half.seat = this;
  }

  void takeAway(ClassicConnection half) {
    set(half.side(), null);
    half.seat = null;
  }

  /** Has the other half, and lacks this one. */
  boolean waitsFor(ClassicSide side) {
    return half(side) == null && half(side.other()) != null;
  }

  /** Nobody came for the reservation so far. */
  boolean isUntouched() {
    return publisher == null && subscriber == null;
  }

  /** Both are there, and the subscriber can hear. */
  boolean isWhole() {
    return publisher != null && subscriber != null && subscriber.subscribed;
  }

  /** Those that are there, the publisher first. */
  List<ClassicConnection> halves() {
    List<ClassicConnection> halves = new ArrayList<>(2);
    if (publisher != null) {
      halves.add(publisher);
    }
    if (subscriber != null) {
      halves.add(subscriber);
    }
    return halves;
  }

  private void set(ClassicSide side, @Nullable ClassicConnection half) {
    switch (side) {
      case PUBLISHER -> publisher = half;
      case SUBSCRIBER -> subscriber = half;
    }
  }
}
