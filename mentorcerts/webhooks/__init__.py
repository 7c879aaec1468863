"""Webhooks: what happened is sent to other programs, in order, at least once.

The design follows Standard Webhooks 1.0. There is no queue: an endpoint keeps the number of the
change log through which it has everything, and a deliverer sends it what comes after.
"""
