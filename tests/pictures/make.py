#!/usr/bin/env python3
"""Makes the pictures of this folder: every kind of file that a newsroom's upload form has ever let through.

The pictures are in the repository; run this only to change one. Needs Pillow 11.3 or newer (for AVIF), and exiftool
for the metadata of `credited.jpg`.

Every picture that is right shows four quarters when it stands upright: red and green above, blue and white below.
"""

import io
import struct
import subprocess
import zlib
from pathlib import Path

from PIL import Image, ImageDraw

HERE = Path(__file__).parent
RED, GREEN, BLUE, WHITE = (200, 30, 40), (30, 160, 60), (40, 60, 190), (250, 250, 250)


def quarters(width=480, height=320, colours=(RED, GREEN, BLUE, WHITE), mode="RGB"):
    picture = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(picture)
    for at, colour in enumerate(colours):
        x, y = at % 2 * (width // 2), at // 2 * (height // 2)
        draw.rectangle((x, y, x + width // 2 - 1, y + height // 2 - 1), fill=colour)
    return picture.convert(mode)


def write(name, data):
    (HERE / name).write_bytes(data)


def save(name, picture, form, **options):
    buffer = io.BytesIO()
    picture.save(buffer, form, **options)
    write(name, buffer.getvalue())
    return buffer.getvalue()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, depth, colour, rows, extra=b""):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + extra + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def exif(orientation):
    data = Image.Exif()
    data[0x0112] = orientation
    return data


# How an upright picture has to be turned so that a viewer who obeys the tag turns it back (Exif 2.3, 0x0112).
TURNS = {
    1: [],
    2: [Image.Transpose.FLIP_LEFT_RIGHT],
    3: [Image.Transpose.ROTATE_180],
    4: [Image.Transpose.FLIP_TOP_BOTTOM],
    5: [Image.Transpose.TRANSPOSE],
    6: [Image.Transpose.ROTATE_90],
    7: [Image.Transpose.TRANSVERSE],
    8: [Image.Transpose.ROTATE_270],
}


def turned(orientation):
    picture = quarters()
    for turn in TURNS[orientation]:
        picture = picture.transpose(turn)
    return picture


def profile(red, green, blue, gamma=2.2):
    """A matrix profile (ICC.1:2022, 8.3) with the given colorants, adapted to D50."""

    def fixed(value):
        return struct.pack(">i", round(value * 65536))

    def xyz(values):
        return b"XYZ \0\0\0\0" + b"".join(fixed(value) for value in values)

    text = b"test profile\0"
    description = b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + b"\0" * 78
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    tags = [
        (b"desc", description + b"\0" * (-len(description) % 4)),
        (b"cprt", b"text\0\0\0\0CC0\0"),
        (b"wtpt", xyz((0.9642, 1.0, 0.8249))),
        (b"rXYZ", xyz(red)),
        (b"gXYZ", xyz(green)),
        (b"bXYZ", xyz(blue)),
        (b"rTRC", curve),
        (b"gTRC", curve),
        (b"bTRC", curve),
    ]
    at = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, data in tags:
        table += name + struct.pack(">II", at + len(body), len(data))
        body += data
    size = 128 + len(table) + len(body)
    header = struct.pack(">I4sI4s4s4s", size, b"none", 0x02400000, b"mntr", b"RGB ", b"XYZ ") + b"\0" * 12
    header += b"acsp" + b"\0" * 28 + fixed(0.9642) + fixed(1.0) + fixed(0.8249)
    return (header + b"\0" * (128 - len(header))) + table + body


P3 = profile((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
SRGB_ISH = ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410))
# Red and blue are exchanged: whoever ignores it shows the wrong quarters.
SWAPPED = profile(SRGB_ISH[2], SRGB_ISH[1], SRGB_ISH[0])


def right():
    for orientation in TURNS:
        save(f"orientation-{orientation}.jpg", turned(orientation), "JPEG", quality=90, exif=exif(orientation))
    save("orientation-6.png", turned(6), "PNG", exif=exif(6))
    save("orientation-8.webp", turned(8), "WEBP", lossless=True, exif=exif(8))
    save("progressive.jpg", quarters(), "JPEG", quality=90, progressive=True)
    save("cmyk.jpg", quarters().convert("CMYK"), "JPEG", quality=95)
    save("grey.jpg", quarters(mode="L"), "JPEG", quality=90)
    save("grey-alpha.png", quarters(mode="LA"), "PNG")
    save("palette.png", quarters().quantize(4), "PNG")
    paper = (255, 255, 255)
    save("one-bit.png", quarters(colours=((0, 0, 0), paper, paper, (0, 0, 0))).convert("1"), "PNG")
    deep = b"".join(
        b"\0" + b"".join(struct.pack(">HHH", *(c * 257 for c in quarters().getpixel((x, y)))) for x in range(480))
        for y in range(320)
    )
    write("sixteen-bit.png", png(480, 320, 16, 2, zlib.compress(deep, 9)))
    deep = b"".join(
        b"\0" + b"".join(struct.pack(">H", quarters(mode="L").getpixel((x, y)) * 257) for x in range(480))
        for y in range(320)
    )
    write("grey-sixteen-bit.png", png(480, 320, 16, 0, zlib.compress(deep, 9)))
    clear = quarters(mode="RGBA")
    clear.paste((0, 0, 0, 0), (320, 240, 480, 320))
    save("alpha.png", clear, "PNG")
    save("alpha.webp", clear, "WEBP", lossless=True)
    keyed = quarters(colours=(RED, GREEN, BLUE, (255, 0, 255)))
    save("colour-key.png", keyed, "PNG", transparency=(255, 0, 255))
    save("display-p3.jpg", quarters(), "JPEG", quality=92, icc_profile=P3)
    save("swapped-profile.png", quarters(colours=(BLUE, GREEN, RED, WHITE)), "PNG", icc_profile=SWAPPED)
    save("broken-profile.jpg", quarters(), "JPEG", quality=90, icc_profile=b"\0" * 200)
    save("lossy.webp", quarters(), "WEBP", quality=90)
    save("photo.avif", quarters(), "AVIF", quality=90)
    save("still.gif", quarters().quantize(16), "GIF")
    frames = [quarters(), quarters(colours=(WHITE, BLUE, GREEN, RED))]
    save("animated.gif", frames[0].quantize(16), "GIF", save_all=True, append_images=[frames[1].quantize(16)], loop=0, duration=200)
    save("animated.webp", frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True, loop=0, duration=200)
    save("animated.png", frames[0], "PNG", save_all=True, append_images=frames[1:], loop=0, duration=200)
    save("photo.tiff", quarters(), "TIFF", compression="tiff_lzw")
    save("photo.bmp", quarters(24, 16), "BMP")
    data = io.BytesIO()
    quarters().save(data, "PNG")
    write("png-inside.jpg", data.getvalue())
    save("one-pixel.png", Image.new("RGB", (1, 1), RED), "PNG")
    save("thin.png", Image.new("RGB", (2, 900), BLUE), "PNG")
    write("drawing.svg", DRAWING.encode())
    credited()


def credited():
    save("credited.jpg", quarters(), "JPEG", quality=90)
    marks = [
        "-overwrite_original", "-q",
        "-XMP-dc:Creator=Ines Okafor", "-XMP-photoshop:Credit=Harbour Pictures", "-XMP-dc:Rights=© 2026 Ines Okafor",
        "-XMP-xmpRights:WebStatement=https://creativecommons.org/licenses/by/4.0/",
        "-IPTC:By-line=Ines Okafor", "-IPTC:Credit=Harbour Pictures", "-EXIF:Artist=Ines Okafor",
        "-EXIF:GPSLatitude=53.3498", "-EXIF:GPSLatitudeRef=N", "-EXIF:GPSLongitude=6.2603", "-EXIF:GPSLongitudeRef=W",
        "-EXIF:SerialNumber=4711", "-EXIF:Model=Test Camera",
    ]
    subprocess.run(["exiftool", *marks, str(HERE / "credited.jpg")], check=True)


DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 64">
  <title>Quarters</title>
  <path fill="#c81e28" d="M0 0h48v32H0z"/><path fill="#1ea03c" d="M48 0h48v32H48z"/>
  <path fill="#283cbe" d="M0 32h48v32H0z"/><path fill="#fafafa" d="M48 32h48v32H48z"/>
</svg>
"""


def wrong():
    whole = io.BytesIO()
    quarters(192, 128).save(whole, "JPEG", quality=90)
    write("truncated.jpg", whole.getvalue()[: len(whole.getvalue()) // 2])
    whole = io.BytesIO()
    Image.effect_noise((64, 48), 80).convert("RGB").save(whole, "PNG")
    write("truncated.png", whole.getvalue()[: len(whole.getvalue()) // 2])
    whole = io.BytesIO()
    quarters(192, 128).save(whole, "WEBP", quality=90)
    write("truncated.webp", whole.getvalue()[: len(whole.getvalue()) // 2])
    write("empty.jpg", b"")
    write("text.jpg", b"upload failed: 413 request entity too large\n")
    write("page.png", b"<!DOCTYPE html><html><body><svg></svg>Not found</body></html>\n")
    write("photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 64)
    # 100 million pixels, and all of them are there: 12.5 MB of one bit each.
    row = b"\0" + b"\xff" * 1250
    write("hundred-megapixels.png", png(10_000, 10_000, 1, 0, zlib.compress(row * 10_000, 9)))
    # 3,600 million pixels in a few bytes.
    write("bomb.png", png(60_000, 60_000, 8, 6, zlib.compress(b"\0" * 1_000_000, 9)))
    write("bomb.gif", b"GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x44\x01\0;")
    inside = DRAWING.split("\n", 1)
    write("script.svg", f"{inside[0]}\n  <script>fetch('/')</script>\n{inside[1]}".encode())
    write("handler.svg", DRAWING.replace("<path", "<path onclick='alert(1)'", 1).encode())
    write("embedded.svg", f"{inside[0]}\n  <foreignObject><p xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>\n{inside[1]}".encode())
    write("elsewhere.svg", f"{inside[0]}\n  <image href='https://tracker.example/pixel.png'/>\n{inside[1]}".encode())
    laughs = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
    write("entities.svg", f'<!DOCTYPE svg [<!ENTITY l0 "ha">{laughs}]>\n{inside[0]}<text>&l9;</text>\n{inside[1]}'.encode())
    write("unclosed.svg", DRAWING.replace("</svg>\n", "").encode())


if __name__ == "__main__":
    right()
    wrong()
