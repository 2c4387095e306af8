/**
 * The rooms and seats of one server; nothing else counts seats.
 *
 * <p>The entry point is {@link prosa.server.placement.Placement}; unrequested changes are reported
 * to a {@link prosa.server.placement.PlacementListener}. {@link
 * prosa.server.placement.PlacementConfig} has the sizes and timeouts.
 *
 * <p>This package knows no network, no threads, no clock of its own and no logging: connections are
 * numbers that the caller gives, the time is handed in. It must never import anything but {@code
 * java.base} (and of that nothing from {@code java.net}, {@code java.nio.channels} or {@code
 * java.util.concurrent}) and the nullness annotations.
 */
@NullMarked
package prosa.server.placement;

import org.jspecify.annotations.NullMarked;
