@NullMarked
package dev.fairway.local.stores;

import org.jspecify.annotations.NullMarked;
