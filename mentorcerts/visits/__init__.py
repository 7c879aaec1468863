"""What the home page remembers: when each person last looked at it, and its numbers day by day.

So it tells what is new since then, and how its numbers stand against those of a week ago. Both are
written rarely: a visit when it begins and while it goes on (every few minutes at most), the numbers
once a day.
"""
