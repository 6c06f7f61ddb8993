"""What people see: domain values rendered as Block Kit in the reader's language. Nothing is read or sent here."""
