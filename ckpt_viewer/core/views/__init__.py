"""Numbers made fit for eyes: bins, pictures and pages of values, in the amounts that a screen can show."""
