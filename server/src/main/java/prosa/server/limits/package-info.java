/**
 * Rate limits for peers: budgets that belong to a connection ({@link
 * prosa.server.limits.ConnectionBudgets}) and, above it, to its address ({@link
 * prosa.server.limits.AddressBudgets}). Each is a {@link prosa.protocol.TokenBucket} for one {@link
 * prosa.server.limits.Resource}. A connection keeps its budgets when it moves, so leaving, changing
 * the room or coming back resets nothing.
 *
 * <p>Knows connections only; never rooms, the door or placement.
 */
@NullMarked
package prosa.server.limits;

import org.jspecify.annotations.NullMarked;
