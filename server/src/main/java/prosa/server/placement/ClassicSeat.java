package prosa.server.placement;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A seat of a classic member: reserved by {@code FindChat}, then for one half, then for both until
 * the subscriber can hear.
 */
final class ClassicSeat extends Seat {

  private final String token;
  private @Nullable ClassicHalf publisher;
  private @Nullable ClassicHalf subscriber;

  ClassicSeat(RoomSeats room, int place, Origin origin, String token) {
    super(room, place, origin);
    this.token = token;
  }

  /** What the reservation can be withdrawn with. */
  String token() {
    return token;
  }

  @Nullable ClassicHalf half(Half side) {
    return switch (side) {
      case PUBLISHER -> publisher;
      case SUBSCRIBER -> subscriber;
    };
  }

  void put(ClassicHalf half) {
    set(half.side(), half);
    half.seat = this;
  }

  void takeAway(ClassicHalf half) {
    set(half.side(), null);
    half.seat = null;
  }

  /** Has the other half, and lacks this one. */
  boolean waitsFor(Half side) {
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

  List<ClassicHalf> halves() {
    return Stream.of(Half.values()).map(this::half).flatMap(Stream::ofNullable).toList();
  }

  @Override
  List<Long> connections() {
    return halves().stream().map(ClassicHalf::connection).toList();
  }

  private void set(Half side, @Nullable ClassicHalf half) {
    switch (side) {
      case PUBLISHER -> publisher = half;
      case SUBSCRIBER -> subscriber = half;
    }
  }
}
