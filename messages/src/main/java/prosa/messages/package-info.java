/**
 * The catalogue of all sentences that Prosa shows to users: one file for each language, with plural
 * rules and placeholders.
 *
 * <p>Entry point: {@link prosa.messages.Messages}. The front ends and the server take their
 * sentences from here; the page takes them as JavaScript modules that {@link
 * prosa.messages.CatalogueModules} writes at build time. This package imports nothing but the JDK.
 */
@NullMarked
package prosa.messages;

import org.jspecify.annotations.NullMarked;
