/// Family F2: scores and moments.
@NullMarked
package dev.fairway.action.scoring;

import org.jspecify.annotations.NullMarked;
