package prosa.server.placement;

/**
 * The number of rooms and seats of a server. In a cluster those of its own rooms, whoever's node
 * the members came to: the sum of all nodes counts each once.
 *
 * @param rooms open rooms, private ones among them
 * @param privateRooms open private rooms
 * @param reserved reserved seats
 * @param seated members seated
 * @param held seats held for members that lost their connection
 */
public record Totals(int rooms, int privateRooms, int reserved, int seated, int held) {}
