package prosa.server.placement;

import java.util.List;

/**
 * One room as it was when asked.
 *
 * @param id the room
 * @param isPrivate whether only a code leads there
 * @param seats those that are not free, by place
 * @param orphans classic subscribers whose publisher went: connected, without a seat, deaf; in
 *     ascending order
 */
public record RoomView(RoomId id, boolean isPrivate, List<SeatView> seats, List<Long> orphans) {}
