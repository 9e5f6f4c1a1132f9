"""Counts the colours of a PNG picture as a browser writes it: 8 bits a channel, not interlaced.

Usage: pixels.py FILE. Standard output is a JSON object of `rrggbb` to the number of its pixels.
"""

import collections
import json
import struct
import sys
import zlib

data = open(sys.argv[1], "rb").read()
assert data[:8] == b"\x89PNG\r\n\x1a\n"
position, packed, width, height, step = 8, b"", 0, 0, 0
while position < len(data):
    length, kind = struct.unpack(">I4s", data[position : position + 8])
    body = data[position + 8 : position + 8 + length]
    if kind == b"IHDR":
        width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", body)
        assert depth == 8 and colour in (2, 6) and not interlaced
        step = 3 if colour == 2 else 4
    if kind == b"IDAT":
        packed += body
    position += 12 + length

raw = zlib.decompress(packed)
stride = width * step
before = bytearray(stride)
counts = collections.Counter()
for row in range(height):
    start = row * (stride + 1)
    kind, line = raw[start], bytearray(raw[start + 1 : start + 1 + stride])
    # The filters of https://www.w3.org/TR/png/#9Filters.
    for index in range(stride if kind else 0):
        left = line[index - step] if index >= step else 0
        up = before[index]
        corner = before[index - step] if index >= step else 0
        if kind == 1:
            guess = left
        elif kind == 2:
            guess = up
        elif kind == 3:
            guess = (left + up) // 2
        else:
            guess = min((left, up, corner), key=lambda value: abs(left + up - corner - value))
        line[index] = (line[index] + guess) & 255
    before = line
    pixels = bytes(line)
    counts.update(pixels[index : index + 3] for index in range(0, stride, step))
json.dump({colour.hex(): count for colour, count in counts.items()}, sys.stdout)
