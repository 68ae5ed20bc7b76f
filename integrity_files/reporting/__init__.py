"""What is handed to the credit-information sharing platform, and how: fields, files, service."""
