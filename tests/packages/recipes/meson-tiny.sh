# Meson, whose own build rpath for the program is the same text as the user's
project=meson-tiny style=meson
smoke() { moved tiny | grep found; }
