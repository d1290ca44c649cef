/// What every action family is tested by: a table of what its actions decide.
@NullMarked
package dev.fairway.actions;

import org.jspecify.annotations.NullMarked;
