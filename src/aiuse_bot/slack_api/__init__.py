"""What we ask Slack. Answers that change seldom are remembered for a while; nothing here writes to Slack."""
