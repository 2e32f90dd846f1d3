"""Takes what was built on to e-readers: finds them, picks files, copies each whole in the place of older editions."""
