/// Family F3: what leads are in, and who owns them.
@NullMarked
package dev.fairway.steps.membership;

import org.jspecify.annotations.NullMarked;
