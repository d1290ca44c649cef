/// The wheel: outcomes in, settlements, fair leases, action requests out. Stateless.
@NullMarked
package dev.fairway.dispatch;

import org.jspecify.annotations.NullMarked;
