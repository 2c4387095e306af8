package prosa.server.placement;

/**
 * The current usage of one untrusted address.
 *
 * @param reserved reserved seats
 * @param seats reserved, taken and held seats
 * @param held held seats
 * @param rooms open rooms that were opened for it
 * @param codes invite codes it asked for
 */
record AddressUsage(int reserved, int seats, int held, int rooms, int codes) {}
