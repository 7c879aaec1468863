"""Tomorrow's letter: all that the program would do on a day to come, as things stand now.

Whom the run would pause, which mails would go out with their texts, and what webhooks would be
told. It is worked out by the services themselves, in transactions that are rolled back; nothing is
sent. Nights before that day are taken to go well: who becomes due then is not told again.
"""
