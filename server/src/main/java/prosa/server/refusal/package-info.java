/**
 * The refusals that the server sends to direct and browser members, each with its sentence: {@link
 * prosa.server.refusal.Refusals}.
 */
@NullMarked
package prosa.server.refusal;

import org.jspecify.annotations.NullMarked;
