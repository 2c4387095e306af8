/**
 * The operator's side of a server: {@link prosa.server.operations.Console}, {@link
 * prosa.server.operations.RateLimitedLogger}, {@link prosa.server.operations.Counters}, the limits
 * of connections ({@link prosa.server.operations.ConnectionCounter}). Names and texts are kept only
 * until they are printed on the console, and never appear in logs.
 *
 * <p>Imports no other package of the server.
 */
@NullMarked
package prosa.server.operations;

import org.jspecify.annotations.NullMarked;
