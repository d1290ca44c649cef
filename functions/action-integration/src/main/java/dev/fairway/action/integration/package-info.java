/// Family F8: objects of the tenant's own.
@NullMarked
package dev.fairway.action.integration;

import org.jspecify.annotations.NullMarked;
