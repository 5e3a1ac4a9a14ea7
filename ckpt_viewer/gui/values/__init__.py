"""Values to be read and edited: fields, texts, tables."""
