/// Family F2: scores, moments, stages and segments.
@NullMarked
package dev.fairway.steps.scoring;

import org.jspecify.annotations.NullMarked;
