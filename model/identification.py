"""Identification: pride in belonging, or disappointment with it.

Amway builds dreams: those who gather feel one with the others, and those paid as hoped see the dream come true; those
who are not, or are let down by the others, turn away from what they belong to, which is more than not to belong (Pratt
2000, "The good, the bad, and the ambivalent: managing identification among Amway distributors"). So identification has
a sign: from -1, wholly disappointed, over 0, indifferent, to 1, wholly proud.
"""

from __future__ import annotations

from model.compilation import compiled
from model.ritual import towards


@compiled
def identification_after(identification, gatherings, mood, satisfaction, kept, p):
    """Identification, from -1 to 1, after a month that left the share `kept` of it, with so many gatherings.

    Ritual of a felt common `mood`, in [0, 1], makes proud; income above what was hoped for does so too, and income
    below it disappoints (satisfaction from -1 to 1): Pratt (2000). Form and size: assumption.
    """
    identification = towards(identification * kept, min(1.0, p.pride * gatherings * mood), 1.0)
    goal = 1.0 if satisfaction >= 0.0 else -1.0
    return towards(identification, p.fulfilment * abs(satisfaction), goal)
