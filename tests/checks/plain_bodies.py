"""plain_bodies.py SOURCE OUT: a copy of a publication in which each article's text is one plain paragraph."""

import os
import shutil
import sys
from pathlib import Path

from publication import RECORDS

source, out = map(Path, sys.argv[1:])
shutil.copytree(source, out, copy_function=shutil.copyfile)
for folder, _, _ in os.walk(out):
    os.chmod(folder, 0o755)
count = 0
for file in out.glob("content/*/**/*.md"):
    if file.relative_to(out).parts[1] in RECORDS:
        continue
    text = file.read_text(encoding="utf-8")
    end = text.index("\n---", 3)
    file.write_text(text[:end] + "\n---\nA plain paragraph.\n", encoding="utf-8")
    count += 1
print(f"{count} articles")
sys.exit(count == 0)
