"""Nothing lost, nothing twice: events kept until they are handled, messages kept until they are posted."""
