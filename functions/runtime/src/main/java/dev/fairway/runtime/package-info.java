/// The edge that every function shares: what comes in is checked, what goes out is emitted, and
/// both are counted.
@NullMarked
package dev.fairway.runtime;

import org.jspecify.annotations.NullMarked;
