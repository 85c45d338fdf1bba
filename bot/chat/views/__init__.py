"""What a message looks like: pure functions from state to HTML and a keyboard."""
