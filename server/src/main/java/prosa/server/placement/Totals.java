package prosa.server.placement;

/**
 * All rooms in five numbers.
 *
 * @param rooms open rooms, private ones among them
 * @param privateRooms open private rooms
 * @param reserved reserved seats
 * @param seated members seated
 * @param held seats held for members that lost their connection
 */
public record Totals(int rooms, int privateRooms, int reserved, int seated, int held) {}
