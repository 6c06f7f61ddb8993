"""What people see: values of the domain become Block Kit, in the reader's language. Nothing is read or sent here."""
