/**
 * Whose memories a call addresses: the profile of the current user, resolved on every
 * call.
 */
@NullMarked
package ai.memoturn.boot.scope;

import org.jspecify.annotations.NullMarked;
