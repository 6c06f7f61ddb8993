"""What the clock starts: functions that are harmless to run twice, or at the same time in two processes."""
