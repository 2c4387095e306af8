/**
 * The load tool: members of any kind that talk at a server's tables, and what they measure.
 *
 * <p>Begin with {@link prosa.bench.LoadPlan}, which says what to do, {@link prosa.bench.LoadRun},
 * which does it, and {@link prosa.bench.LoadResult}. It speaks the wire protocols by itself and
 * imports nothing of the product: what measures a server shares no code with it.
 */
@NullMarked
package prosa.bench;

import org.jspecify.annotations.NullMarked;
