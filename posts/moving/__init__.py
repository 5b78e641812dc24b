"""Moving house: all rows into another database, all files into another storage, and the proof."""
