"""Likeness for benches/pictures: pictures.py LIST FORMAT THEIRS OURS

Every variant that both sides made is compared with the original, turned upright, brought to sRGB and scaled by Pillow
(Lanczos): SSIM as its authors define it (Gaussian window, sigma 1.5), of luma and of the two chroma channels.
"""
import glob
import io
import os
import sys
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from PIL import Image, ImageCms, ImageOps
from skimage.metrics import structural_similarity

LIST, FORMAT, *FOLDERS = sys.argv[1:]
FILES = open(LIST).read().split("\n")


def original(path):
    """An upright sRGB picture with 8 bits a channel."""
    picture = ImageOps.exif_transpose(Image.open(path))
    profile = picture.info.get("icc_profile")
    if picture.mode in ("P", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    if picture.mode.startswith("I"):
        picture = Image.fromarray((np.asarray(picture) / 257).round().astype("uint8"))
    if profile and picture.mode in ("RGB", "RGBA", "L", "CMYK"):
        try:
            mode = "RGBA" if picture.mode == "RGBA" else "RGB"
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            picture = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
        except ImageCms.PyCMSError:
            pass
    return picture.convert("RGBA" if picture.mode in ("RGBA", "LA") else "RGB")


def channels(picture):
    """Luma and chroma of a picture on white."""
    if picture.mode in ("LA", "PA", "P"):
        picture = picture.convert("RGBA")
    if picture.mode == "RGBA":
        white = Image.new("RGBA", picture.size, (255, 255, 255, 255))
        white.alpha_composite(picture)
        picture = white
    rgb = np.asarray(picture.convert("RGB")).astype(np.float32)
    luma = rgb @ np.array([0.299, 0.587, 0.114], np.float32)
    return luma, (rgb[..., 2] - luma) * 0.564, (rgb[..., 0] - luma) * 0.713


def likeness(one, other):
    """SSIM of luma, and the mean of that of chroma."""
    if min(one[0].shape) < 11:
        return 1.0, 1.0
    kind = {"data_range": 255, "gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False}
    luma, *chroma = (structural_similarity(a, b, **kind) for a, b in zip(one, other))
    return luma, sum(chroma) / 2


def variant(name):
    """Bytes and likeness of both sides."""
    source = original(FILES[int(name.split("-")[0])])
    row = []
    for folder in FOLDERS:
        path = f"{folder}/{name}.{FORMAT}"
        picture = Image.open(path)
        scaled = source if source.size == picture.size else source.resize(picture.size, Image.LANCZOS)
        row.append((os.path.getsize(path), *likeness(channels(scaled), channels(picture))))
    return row


if __name__ == "__main__":
    names = sorted(os.path.basename(path).rsplit(".", 1)[0] for path in glob.glob(f"{FOLDERS[0]}/*.{FORMAT}"))
    names = [name for name in names if all(os.path.exists(f"{folder}/{name}.{FORMAT}") for folder in FOLDERS)]
    with ProcessPoolExecutor(2) as pool:
        table = np.array(list(pool.map(variant, names, chunksize=4)))
    for number, folder in enumerate(FOLDERS):
        size, luma, chroma = table[:, number].T
        ratio = size.sum() / table[:, 0, 0].sum()
        print(
            f"{os.path.basename(folder):7} {len(names)} variants, {size.sum():10.0f} bytes ({ratio:.3f}), "
            f"SSIM mean {luma.mean():.5f}, median {np.median(luma):.5f}, lowest twentieth {np.percentile(luma, 5):.4f}, "
            f"chroma {chroma.mean():.4f}"
        )
