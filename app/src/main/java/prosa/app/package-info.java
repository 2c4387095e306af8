/**
 * The {@code prosa} command: reads the command line and wires the parts together.
 *
 * <p>The entry point is {@link prosa.app.Main}. Makes no decisions of its own, and nothing else of
 * the product imports it.
 */
@NullMarked
package prosa.app;

import org.jspecify.annotations.NullMarked;
