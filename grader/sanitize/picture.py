"""Pictures: whether bytes are one, and nothing else besides."""

from __future__ import annotations

import base64
import binascii
import re
import struct
import zlib
from collections.abc import Iterator
from functools import lru_cache
from itertools import starmap
from xml.etree import ElementTree

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Others hold texts, times and profiles: a place for what is no picture.
CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"pHYs", b"IDAT", b"IEND"}
LARGEST = 8_192  # pixels, each way
PIXELS = 2**23
SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # for each pixel, by PNG's types of colour
# Where the seven passes of an interlaced image begin, and their steps: x, y, dx, dy.
PASSES = (
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
)
DATA = re.compile(r"data:image/(png|svg\+xml);base64,([A-Za-z0-9+/]+={0,2})")

# What matplotlib draws with. A browser runs nothing in an image, but a person can open it alone.
DRAWING = "svg g path defs use clipPath rect text tspan style metadata"
DESCRIPTION = "RDF Work Agent type format creator title date"
SHEET = "*{stroke-linejoin: round; stroke-linecap: butt}"
ELSEWHERE = re.compile(r"url\((?!#)|[\\@]|script:", re.IGNORECASE)


def data_url(address: str) -> str | None:
    """Return the address of a picture that holds the picture itself; None if it does not.

    Args:
        address: For example ``data:image/png;base64,...``; PNG and drawings in SVG are known.
    """
    found = DATA.fullmatch(address)
    if not found:
        return None
    if found[1] == "png":
        made = png(found[2])
        return made and f"data:image/png;base64,{made}"
    return address if _is_drawing(found[2]) else None


def png(text: str) -> str | None:
    """Return a PNG image in base64 without all that is no image; None if it is none.

    Args:
        text: The bytes of the file, in base64.
    """
    try:
        return base64.b64encode(_png(base64.b64decode(text))).decode("ascii")
    except (ValueError, struct.error, zlib.error):
        return None


def _png(data: bytes) -> bytes:
    if not data.startswith(SIGNATURE):
        raise ValueError("it does not begin as PNG does")
    chunks = list(_chunks(data))
    names = [name for name, _ in chunks]
    if names[0] != b"IHDR" or names.count(b"IHDR") != 1:
        raise ValueError("it does not say how large it is")
    pixels = b"".join(content for name, content in chunks if name == b"IDAT")
    _inflate(pixels, _size(chunks[0][1]))
    return SIGNATURE + b"".join(starmap(_chunk, chunks))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks that a picture needs, up to the last one; what follows is none."""
    place, name = len(SIGNATURE), b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", data, place)
        content = data[place + 8 : place + 8 + length]
        (checksum,) = struct.unpack_from(">I", data, place + 8 + length)
        if checksum != zlib.crc32(name + content):
            raise ValueError("a checksum is wrong")
        place += length + 12
        if name in CHUNKS:
            yield name, content


def _chunk(name: bytes, content: bytes) -> bytes:
    head = struct.pack(">I4s", len(content), name)
    return head + content + struct.pack(">I", zlib.crc32(name + content))


def _size(header: bytes) -> int:
    """Return how many bytes the pixels of an image have, from its first chunk."""
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    if not (0 < width <= LARGEST and 0 < height <= LARGEST and width * height <= PIXELS):
        raise ValueError("it has no size, or is too large")
    if colour not in SAMPLES or depth not in (1, 2, 4, 8, 16):
        raise ValueError("there is no such colour")
    parts = PASSES if interlaced else ((0, 0, 1, 1),)
    sizes = ((-((x - width) // dx), -((y - height) // dy)) for x, y, dx, dy in parts)
    bits = SAMPLES[colour] * depth
    return sum(h * (1 + (w * bits + 7) // 8) for w, h in sizes if w > 0 and h > 0)


def _inflate(data: bytes, size: int) -> None:
    """Make sure that compressed pixels have this size, without holding them all."""
    stream = zlib.decompressobj()
    while data and size >= 0:
        size -= len(stream.decompress(data, 2**20))
        data = stream.unconsumed_tail
    if size or not stream.eof or stream.unused_data:
        raise ValueError("its pixels are not as many as it says")


@lru_cache(maxsize=256)  # a class makes the same mistakes, and sees the same curves
def _is_drawing(text: str) -> bool:
    """Return whether base64 holds an SVG image of lines and words alone."""
    try:
        source = base64.b64decode(text, validate=True).decode()
        if "<!ENTITY" in source:
            return False
        return all(map(_is_part, ElementTree.fromstring(source).iter()))
    except (binascii.Error, ElementTree.ParseError, UnicodeDecodeError):
        return False


def _is_part(element: ElementTree.Element) -> bool:
    place, _, name = element.tag.rpartition("}")
    known = DRAWING if place.endswith("/svg") else DESCRIPTION
    if name == "style" and (element.text or "") != SHEET:
        return False
    return name in known.split() and all(starmap(_is_still, element.attrib.items()))


def _is_still(name: str, value: str) -> bool:
    local = name.rpartition("}")[2].lower()
    if local == "href":
        return value.startswith("#")
    return not local.startswith("on") and not ELSEWHERE.search(value)
