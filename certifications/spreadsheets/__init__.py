"""Spreadsheets in and out: reading cells and files, and what a row of each means."""
