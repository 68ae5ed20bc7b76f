"""Demonstration data: two years of a fictional city, told through the services.

`plan` says who does what on which day, purely from size, seed and present day; `runner` lets the
plan happen under the moving clock, step by step, each step once.
"""
