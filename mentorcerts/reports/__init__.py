"""The report for the board: a quarter in numbers, for paper, as a file and by mail; no names.

``figures`` counts it, by the querysets of the lists that each number leads to. ``text`` writes it
as a mail, which ``services`` plans as a row for each address and ``send`` sends.
"""
