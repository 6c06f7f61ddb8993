"""Reading from Slack. Responses that rarely change are cached for a while; only modals and Home write to Slack."""
