"""Gives a font another family name, as the OFL asks of changed fonts whose name is reserved: rename.py FILE NAME"""

import sys

from fontTools.ttLib import TTFont

path, family = sys.argv[1:]
font = TTFont(path, recalcTimestamp=False)
style = font["name"].getDebugName(2)
compact = f"{family.replace(' ', '')}-{style}"
names = {1: family, 2: style, 3: compact, 4: f"{family} {style}", 6: compact}
for record in list(font["name"].names):
    if record.nameID in names:
        record.string = names[record.nameID]
    elif record.nameID not in (0, 5, 13, 14):
        font["name"].removeNames(nameID=record.nameID)
if "CFF " in font:
    cff = font["CFF "].cff
    cff.fontNames = [compact]
    cff.topDictIndex[0].FamilyName = family
    cff.topDictIndex[0].FullName = f"{family} {style}"
font.save(path)
