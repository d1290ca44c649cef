# Finds a JDK 25 and says where: sourced by mvnw, which then calls find_jdk.
# A JDK of another version is passed over wherever it stands, JAVA_HOME included. The places, in order: JAVA_HOME, javac
# and java on the PATH, the system's folders of Linux and macOS, SDKMAN, the editor's ~/.jdks.
# For tests, FAIRWAY_JDK_PLACES replaces the list of folders that hold JDKs (separated by colons).

JDK_MAJOR=25

# Is $1 the home of a whole JDK of the right version? Reads its `release` file; asks javac where there is none.
is_right_jdk() {
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ] || return 1
  if [ -r "$1/release" ]; then
    grep -Eq "^JAVA_VERSION=\"?$JDK_MAJOR([.\"+-]|\$)" "$1/release"
  else
    "$1/bin/javac" -version 2>&1 | grep -Eq "^javac $JDK_MAJOR([.+-]|\$)"
  fi
}

# The home a program on the PATH belongs to, links followed.
home_of_program() {
  program=$(command -v "$1" 2>/dev/null) || return 1
  while [ -L "$program" ]; do
    target=$(readlink "$program")
    case $target in
      /*) program=$target ;;
      *) program=$(dirname "$program")/$target ;;
    esac
  done
  (cd "$(dirname "$program")/.." 2>/dev/null && pwd -P)
}

# Prints one candidate home a line.
jdk_candidates() {
  [ -z "${JAVA_HOME:-}" ] || printf '%s\n' "$JAVA_HOME"
  home_of_program javac || :
  home_of_program java || :
  [ ! -x /usr/libexec/java_home ] || [ -n "${FAIRWAY_JDK_PLACES:-}" ] \
    || /usr/libexec/java_home -v "$JDK_MAJOR" 2>/dev/null || :
  printf '%s\n' "${FAIRWAY_JDK_PLACES:-/usr/lib/jvm:/usr/java:/opt/java:/Library/Java/JavaVirtualMachines:$HOME/Library/Java/JavaVirtualMachines:$HOME/.sdkman/candidates/java:$HOME/.jdks}" \
    | tr ':' '\n' | while IFS= read -r place; do
      for home in "$place"/*/Contents/Home "$place"/*; do
        [ ! -d "$home" ] || printf '%s\n' "$home"
      done
    done
}

# Sets JAVA_HOME to the first right one, or says in one line what to install and returns 1.
find_jdk() {
  found=$(jdk_candidates | while IFS= read -r home; do
    if is_right_jdk "$home"; then printf '%s\n' "$home"; break; fi
  done)
  if [ -z "$found" ]; then
    echo "Fairway needs a JDK $JDK_MAJOR and found none (JAVA_HOME, PATH, the system's folders, SDKMAN, ~/.jdks): install one, for example Temurin $JDK_MAJOR, or set JAVA_HOME to it." >&2
    return 1
  fi
  JAVA_HOME=$found
  export JAVA_HOME
}
