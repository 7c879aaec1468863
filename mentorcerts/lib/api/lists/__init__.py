"""How a list is answered: filters, order, pages, columns."""
