/// Family F8: objects of the tenant's own.
@NullMarked
package dev.fairway.steps.integration;

import org.jspecify.annotations.NullMarked;
