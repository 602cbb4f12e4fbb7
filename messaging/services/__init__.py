"""What people do in the message centre."""
