"""The pictures of a built site and the originals that they were made of, as Pillow sees them."""

import os
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image

from publication import slugify

# Originals are of the publication's own, however large.
Image.MAX_IMAGE_PIXELS = None

SUFFIXES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".svg": "image/svg+xml",
}
# `/media/hinge-960.171ca457df.avif`: the beginning of the source's name, the width, a hash.
VARIANT = re.compile(r"media/(?P<stem>.+)-(?P<width>\d+)\.[0-9a-f]{10}\.(?P<suffix>[a-z]+)")
# A drawn picture for sharing.
DRAWN = re.compile(r"media/card\.[0-9a-f]+\.png")
STEM = 16
# EXIF: how a picture is to be turned; from 5 on, it lies on its side.
ORIENTATION, ON_ITS_SIDE = 0x0112, range(5, 9)


@dataclass(frozen=True)
class Picture:
    """What the beginning of a file says."""

    file: Path
    type: str
    # In pixels, upright; 0 for a drawing.
    width: int
    height: int
    bytes: int
    moves: bool = False
    # Of the metadata in it, in bytes.
    xmp: int = 0

    @property
    def is_icon(self):
        """Small enough to be published as it is."""
        return self.bytes < 4096 and max(self.width, self.height) <= 256


@cache
def look(file):
    """What a file is, whatever its name says; `None` when it is no picture."""
    size = os.path.getsize(file)
    try:
        with Image.open(file) as image:
            width, height = image.size
            if image.format != "AVIF" and image.getexif().get(ORIENTATION) in ON_ITS_SIDE:
                width, height = height, width
            xmp = len(image.info.get("xmp") or b"")
            moves = getattr(image, "is_animated", False)
            return Picture(file, Image.MIME[image.format], width, height, size, moves, xmp)
    except (OSError, SyntaxError, KeyError):
        with open(file, "rb") as start:
            return Picture(file, SUFFIXES[".svg"], 0, 0, size) if b"<svg" in start.read(4096) else None


def decode(file):
    """Reads every pixel of every frame. What is wrong, or `None`."""
    try:
        with Image.open(file) as image:
            for frame in range(getattr(image, "n_frames", 1)):
                image.seek(frame)
                image.load()
    except Exception as error:  # noqa: BLE001: decoders raise whatever they like
        return f"does not decode: {error}"
    return None


class Originals:
    """The pictures of a publication, by the beginning of their names' slugs."""

    def __init__(self, root):
        self.root = Path(root)
        self.by_stem = defaultdict(list)
        for file in sorted((self.root / "content").rglob("*")):
            if file.suffix.lower() in SUFFIXES and file.is_file():
                self.by_stem[stem(file.stem)].append(file)

    def of(self, name):
        """Those that a variant may have been made of."""
        found = VARIANT.fullmatch(name)
        return [picture for file in self.by_stem[found["stem"]] if (picture := look(file))] if found else []


def stem(name):
    cut = slugify(name)[:STEM].strip("-")
    return cut if cut and cut.isascii() else "picture"
