"""Pages as they are written: their kinds, anchors and files."""
