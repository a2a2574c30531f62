"""What bench/compare and bench/seek share: running programs, tables, plot, figures."""
