/**
 * The operator's side of a server: {@link prosa.server.operations.Console}, {@link
 * prosa.server.operations.RateLimitedLogger}, {@link prosa.server.operations.Counters}, who may
 * connect ({@link prosa.server.operations.ConnectionCounter}). Nothing here holds a name or a text
 * for longer than it takes to print it, and logs never carry either.
 *
 * <p>Imports no other package of the server.
 */
@NullMarked
package prosa.server.operations;

import org.jspecify.annotations.NullMarked;
