"""Staff API of complaints."""
