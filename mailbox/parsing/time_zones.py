"""The zones that calendar programs name: IANA's names, with or without a path before them, and those of Windows.

Only looks names up; what a zone means is zoneinfo's to know. Never raises.
"""

from __future__ import annotations

import re
from datetime import UTC, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{1,30}(?:/[A-Za-z0-9_+-]{1,30}){0,2}")
_LONGEST = 120
# Windows' name = a place of that zone.
_WINDOWS = """
dateline standard time = Etc/GMT+12
utc-11 = Etc/GMT+11
hawaiian standard time = Pacific/Honolulu
aleutian standard time = America/Adak
marquesas standard time = Pacific/Marquesas
alaskan standard time = America/Anchorage
utc-09 = Etc/GMT+9
pacific standard time = America/Los_Angeles
pacific standard time (mexico) = America/Tijuana
utc-08 = Etc/GMT+8
mountain standard time = America/Denver
mountain standard time (mexico) = America/Mazatlan
us mountain standard time = America/Phoenix
yukon standard time = America/Whitehorse
central standard time = America/Chicago
central standard time (mexico) = America/Mexico_City
central america standard time = America/Guatemala
canada central standard time = America/Regina
easter island standard time = Pacific/Easter
eastern standard time = America/New_York
eastern standard time (mexico) = America/Cancun
us eastern standard time = America/Indiana/Indianapolis
sa pacific standard time = America/Bogota
haiti standard time = America/Port-au-Prince
cuba standard time = America/Havana
turks and caicos standard time = America/Grand_Turk
atlantic standard time = America/Halifax
venezuela standard time = America/Caracas
central brazilian standard time = America/Cuiaba
sa western standard time = America/La_Paz
pacific sa standard time = America/Santiago
paraguay standard time = America/Asuncion
newfoundland standard time = America/St_Johns
e. south america standard time = America/Sao_Paulo
sa eastern standard time = America/Cayenne
argentina standard time = America/Argentina/Buenos_Aires
montevideo standard time = America/Montevideo
magallanes standard time = America/Punta_Arenas
bahia standard time = America/Bahia
tocantins standard time = America/Araguaina
saint pierre standard time = America/Miquelon
greenland standard time = America/Nuuk
utc-02 = Etc/GMT+2
azores standard time = Atlantic/Azores
cape verde standard time = Atlantic/Cape_Verde
utc = UTC
gmt standard time = Europe/London
greenwich standard time = Atlantic/Reykjavik
sao tome standard time = Africa/Sao_Tome
morocco standard time = Africa/Casablanca
w. europe standard time = Europe/Berlin
central europe standard time = Europe/Budapest
central european standard time = Europe/Warsaw
romance standard time = Europe/Paris
w. central africa standard time = Africa/Lagos
namibia standard time = Africa/Windhoek
gtb standard time = Europe/Bucharest
e. europe standard time = Europe/Chisinau
fle standard time = Europe/Kiev
kaliningrad standard time = Europe/Kaliningrad
middle east standard time = Asia/Beirut
egypt standard time = Africa/Cairo
syria standard time = Asia/Damascus
west bank standard time = Asia/Hebron
jordan standard time = Asia/Amman
israel standard time = Asia/Jerusalem
libya standard time = Africa/Tripoli
south africa standard time = Africa/Johannesburg
south sudan standard time = Africa/Juba
sudan standard time = Africa/Khartoum
turkey standard time = Europe/Istanbul
arabic standard time = Asia/Baghdad
arab standard time = Asia/Riyadh
e. africa standard time = Africa/Nairobi
belarus standard time = Europe/Minsk
russian standard time = Europe/Moscow
volgograd standard time = Europe/Volgograd
iran standard time = Asia/Tehran
arabian standard time = Asia/Dubai
astrakhan standard time = Europe/Astrakhan
saratov standard time = Europe/Saratov
russia time zone 3 = Europe/Samara
azerbaijan standard time = Asia/Baku
mauritius standard time = Indian/Mauritius
georgian standard time = Asia/Tbilisi
caucasus standard time = Asia/Yerevan
afghanistan standard time = Asia/Kabul
west asia standard time = Asia/Tashkent
ekaterinburg standard time = Asia/Yekaterinburg
pakistan standard time = Asia/Karachi
qyzylorda standard time = Asia/Qyzylorda
india standard time = Asia/Kolkata
sri lanka standard time = Asia/Colombo
nepal standard time = Asia/Kathmandu
central asia standard time = Asia/Bishkek
bangladesh standard time = Asia/Dhaka
omsk standard time = Asia/Omsk
myanmar standard time = Asia/Yangon
se asia standard time = Asia/Bangkok
altai standard time = Asia/Barnaul
w. mongolia standard time = Asia/Hovd
north asia standard time = Asia/Krasnoyarsk
n. central asia standard time = Asia/Novosibirsk
tomsk standard time = Asia/Tomsk
china standard time = Asia/Shanghai
north asia east standard time = Asia/Irkutsk
singapore standard time = Asia/Singapore
w. australia standard time = Australia/Perth
taipei standard time = Asia/Taipei
ulaanbaatar standard time = Asia/Ulaanbaatar
aus central w. standard time = Australia/Eucla
transbaikal standard time = Asia/Chita
tokyo standard time = Asia/Tokyo
north korea standard time = Asia/Pyongyang
korea standard time = Asia/Seoul
yakutsk standard time = Asia/Yakutsk
cen. australia standard time = Australia/Adelaide
aus central standard time = Australia/Darwin
e. australia standard time = Australia/Brisbane
aus eastern standard time = Australia/Sydney
west pacific standard time = Pacific/Port_Moresby
tasmania standard time = Australia/Hobart
vladivostok standard time = Asia/Vladivostok
lord howe standard time = Australia/Lord_Howe
bougainville standard time = Pacific/Bougainville
russia time zone 10 = Asia/Srednekolymsk
magadan standard time = Asia/Magadan
norfolk standard time = Pacific/Norfolk
sakhalin standard time = Asia/Sakhalin
central pacific standard time = Pacific/Guadalcanal
russia time zone 11 = Asia/Kamchatka
new zealand standard time = Pacific/Auckland
utc+12 = Etc/GMT-12
fiji standard time = Pacific/Fiji
chatham islands standard time = Pacific/Chatham
utc+13 = Etc/GMT-13
tonga standard time = Pacific/Tongatapu
samoa standard time = Pacific/Apia
line islands standard time = Pacific/Kiritimati
"""
_PLACES = dict(line.split(" = ") for line in _WINDOWS.strip().splitlines())
_UTC_NAMES = frozenset({"utc", "z", "gmt", "etc/utc", "tzone://microsoft/utc"})


@lru_cache(maxsize=64)
def zone_named(name: str) -> tzinfo | None:
    """The zone of this name, None where nobody can say which it is.

    Some programs write a path before it: "/mozilla.org/20070129_1/Europe/Berlin".
    """
    name = name.strip().strip('"')
    if not name or len(name) > _LONGEST:
        return None
    if name.lower() in _UTC_NAMES:
        return UTC
    name = _PLACES.get(" ".join(name.lower().split()), name)
    pieces = name.strip("/").split("/")
    for length in (3, 2, 1) if len(pieces) > 1 else (1,):
        candidate = "/".join(pieces[-length:])
        if _PLAIN.fullmatch(candidate) and (zone := _zone(candidate)):
            return zone
    return None


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):  # no such zone; a folder of zones
        return None
