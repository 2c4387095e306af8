/**
 * The load tool: members of every kind that exchange messages in a server's rooms, and their
 * measurements.
 *
 * <p>Begin with {@link prosa.bench.LoadPlan}, the parameters, {@link prosa.bench.LoadRun}, which
 * carries it out, and {@link prosa.bench.LoadResult}. It implements the wire protocols itself and
 * imports nothing of the product: what measures a server shares no code with it.
 */
@NullMarked
package prosa.bench;

import org.jspecify.annotations.NullMarked;
