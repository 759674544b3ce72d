"""Pictures of a family tree: `layout` places everything, `marks` says what a page shows, `drawing` makes the SVG."""
