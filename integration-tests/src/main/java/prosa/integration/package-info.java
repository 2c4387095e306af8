/**
 * Tests that look at the product from outside: foreign clients, hostile peers, and the arrows of
 * the floor plan.
 *
 * <p>May import everything; nothing imports it.
 */
@NullMarked
package prosa.integration;

import org.jspecify.annotations.NullMarked;
