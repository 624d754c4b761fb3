"""Situations in which code is run and watched: a folder for each kind.

``draw.py`` draws the numbers of a situation, outside of any sandbox. ``play.py`` is the half
that runs beside a learner's code: it gets one situation as plain data, builds what the code
is handed, calls it and notes what happens. ``read.py``, outside again, turns what was noted
into what is compared. The three halves of one scene are functions of the same name.
"""
