"""Staff pages of commitments: board, filing, case, verification, files."""
