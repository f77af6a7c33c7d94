"""Files written into the text itself, as clients did before MIME and some still do: uuencode and yEnc.

Takes them out of a text part's content so that they become attachments. Linear, never raises.
"""

from __future__ import annotations

import re

from frontdesk.mailbox.parsing.transfer import unuuencode

_UU = re.compile(rb"(?:^|\n)begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n")
_UU_LINE = re.compile(rb"[ -`]{1,90}")
_UU_END = re.compile(rb"\r?\n(?:`|[ ])?\r?\n?end[ \t]*(?:\r?\n|$)")
_YENC = re.compile(
    rb"(?:^|\n)=ybegin [^\r\n]{0,300}?name=([^\r\n]{1,255})\r?\n(?:=ypart [^\r\n]{0,200}\r?\n)?"
)
_YENC_END = re.compile(rb"\n=yend [^\r\n]{0,200}(?:\r?\n|$)")
_MOST = 100
_MINUS_42 = bytes((byte - 42) % 256 for byte in range(256))
_ESCAPE = re.compile(rb"=(.)", re.DOTALL)


def take_out_files(content: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """The content without the files in it, and each file's name and bytes."""
    if b"begin " not in content:
        return content, []
    files: list[tuple[bytes, bytes]] = []
    kept: list[bytes] = []
    position = 0
    while len(files) < _MOST and (found := _next(content, position)):
        start, end, name, data = found
        kept.append(content[position:start])
        files.append((name.strip(), data))
        position = end
    kept.append(content[position:])
    return b"\n".join(kept) if files else content, files


def _next(content: bytes, position: int) -> tuple[int, int, bytes, bytes] | None:
    """The next file from `position` on: where it starts and ends, its name and bytes."""
    uu = _UU.search(content, position)
    while uu and not _is_uu(content, uu.end()):
        uu = _UU.search(content, uu.end() - 1)
    yenc = _YENC.search(content, position)
    if uu and (not yenc or uu.start() < yenc.start()):
        end = _UU_END.search(content, uu.end() - 1)
        if end:
            return uu.start(), end.end(), uu[1], unuuencode(content[uu.end() : end.start()])
    elif yenc:
        end = _YENC_END.search(content, yenc.end() - 1)
        if end:
            return yenc.start(), end.end(), yenc[1], _unyenc(content[yenc.end() : end.start()])
    return None


def _is_uu(content: bytes, start: int) -> bool:
    """Whether the line at `start` is as long as its first letter says."""
    end = content.find(b"\n", start, start + 200)
    line = content[start : end if end >= 0 else start + 100].rstrip(b"\r\n")
    if not line or not _UU_LINE.fullmatch(line):
        return False
    need = (((line[0] - 32) & 63) + 2) // 3 * 4
    return need - 3 <= len(line) - 1 <= need + 1


def _unyenc(data: bytes) -> bytes:
    """yEnc 1.3: every byte 42 too high, critical ones escaped and 64 higher still."""
    joined = data.replace(b"\r", b"").replace(b"\n", b"")
    return _ESCAPE.sub(lambda found: bytes([(found[1][0] - 64) % 256]), joined).translate(_MINUS_42)
