"""The back end for macOS, as far as Linux can show it: none of this has ever run on a Mac."""
