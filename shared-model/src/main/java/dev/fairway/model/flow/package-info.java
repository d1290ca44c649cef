/// Push or pull: how a tenant's arrivals reach the journal.
@NullMarked
package dev.fairway.model.flow;

import org.jspecify.annotations.NullMarked;
