"""Staff API of commitments."""
