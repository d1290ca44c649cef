/// How the launcher talks: to a person in a terminal, and to the engine by its API.
@NullMarked
package dev.fairway.local.shell;

import org.jspecify.annotations.NullMarked;
