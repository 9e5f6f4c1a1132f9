"""Prints how many of the passwords on standard input have each score of zxcvbn, as `SCORE COUNT` lines."""

import collections
import sys

from zxcvbn import zxcvbn

scores = collections.Counter(zxcvbn(line.strip())["score"] for line in sys.stdin if line.strip())
for score, count in sorted(scores.items()):
    print(score, count)
