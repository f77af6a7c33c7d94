"""What an automatic answer repeats of a stranger's subject carries no message to whoever was named as the sender."""

from __future__ import annotations

import pytest
from desk_world import SETTINGS
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.rules.customers.acquaintance import without_message
from frontdesk.settings.load import load_settings


@pytest.mark.parametrize(
    ("subject", "left"),
    [
        ("Printer prints twice", "Printer prints twice"),
        ("Re: Drucker druckt doppelt", "Re: Drucker druckt doppelt"),
        ("Error 4711 in room 214", "Error 4711 in room 214"),
        ("VPN. Please help", "VPN. Please help"),
        ("Version 2.10 fails", "Version 2.10 fails"),
        ("Buy at https://evil.example/x now", "Buy at now"),
        ("Buy at www.evil.example now", "Buy at now"),
        ("Buy at evil.example now", "Buy at now"),
        ("Buy at EVIL.COM/cheap?x=1, now", "Buy at now"),
        ("See t.me/evil", "See"),
        ("See bit.ly", "See"),
        ("Buy at evil .com now", "Buy at now"),
        ("Buy at evil . com now", "Buy at now"),
        ("Buy at evil[.]com now", "Buy at now"),
        ("Buy at evil (dot) com now", "Buy at now"),
        ("Buy at evil．com now", "Buy at now"),
        ("Buy at evil。com now", "Buy at now"),
        ("Buy at ｅｖｉｌ.ｃｏｍ now", "Buy at now"),
        ("Buy at купи.рф now", "Buy at now"),
        ("Buy at xn--80ak6aa92e.com", "Buy at"),
        ("write to eve@evil.example please", "write to please"),
        ("telegram @evil_shop", "telegram"),
        ("call 0900123456 now", "call now"),
        ("call 0900 123 456 now", "call now"),
        ("call +49 (900) 123-456 now", "call now"),
        ("call 09/00.12-34 now", "call now"),
        ("call ０９００１２３ now", "call now"),
        ("call ٠٩٠٠١٢٣ now", "call now"),
        ("code 12345", "code"),
        ("code 1234", "code 1234"),
        ("file \\\\evil\\share", "file"),
        ("tel:0900/1", ""),
        ("a" * 100, "a" * 60),
        ("words " * 30, ("words " * 10).strip()),
        ("Win a pri\u200bze\x07\n\r at evil\u200b.com", "Win a prize at"),
        ("L'imprimante n'imprime plus, que faire ?", "L'imprimante n'imprime plus, que faire ?"),
        ("Não consigo iniciar sessão - ajuda", "Não consigo iniciar sessão - ajuda"),
        ("Ein Wort: das Paßwort (für „Outlook“) fehlt!", "Ein Wort: das Paßwort (für „Outlook“) fehlt!"),
        ("Принтер не печатает", "Принтер не печатает"),
        ("Ελληνικά στον εκτυπωτή", "Ελληνικά στον εκτυπωτή"),
        ("मेरा प्रिंटर काम नहीं कर रहा", "मेरा प्रिंटर काम नहीं कर रहा"),
        ("الطابعة لا تعمل", "الطابعة لا تعمل"),
        ("Wi-Fiがつながらない", "Wi-Fiがつながらない"),
        ("Q&A: C++ on drive C: since v2.1, 50% slower", "Q&A: C++ on drive C: since v2.1, 50% slower"),
    ],
)
def test_what_is_left_of_a_subject(subject: str, left: str) -> None:
    assert without_message(subject) == left


@pytest.mark.parametrize(
    "domain",
    [
        *(f"evil{dot}com" for dot in ".。．｡․‧・･•∙⋅●◦⸱·᛫ꞏㆍ٠۔।܁։።᠃ꓸ…‥,:;_|~^"),
        *("evil[.]com", "evil(.)com", "evil{.}com", "evil [dot] com", "evil (dot) com", "evil<dot>com"),
        *(
            "evil dot com",
            "evil DOT com",
            "evil punkt com",
            "evil-dot-com",
            "evil punto com",
            "evil точка com",
        ),
        *("evil .com", "evil. com", "evil . com", "evil.\u200bcom", "evil\u200b.com", "evil.\u2060com"),
        *("e.v.i.l.c.o.m", "evil.c0m", "evil.com.", "evil.com:8080", "(evil.com)", "evil.com,", "Evil.Com!"),
        *(
            "еvil.com",
            "аррӏе.com",
            "ｅｖｉｌ.ｃｏｍ",
            "𝐞𝐯𝐢𝐥.𝐜𝐨𝐦",
            "ⓔⓥⓘⓛ.com",
            "ᴇᴠɪʟ.com",
            "xn--80ak6aa92e.com",
        ),
        *(
            "купи.рф",
            "中国.中国",
            "evil。中国",
            "t.me/x",
            "//evil/x",
            "http//evil",
            "hxxp://evil",
            "https：//evil",
        ),
        *(
            "evil@evil",
            "@evil_bot",
            "＠evil",
            "eve(at)evil.com",
            "eve [at] evil.com",
            "mailto:eve",
            "skype:eve?call",
        ),
        *("192.0.2.1", "[2001:db8::1]", "3232235777", "0x7f000001", "1.1.1.1"),
        *("bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
    ],
)
def test_no_domain_is_left_however_it_is_spelled(domain: str) -> None:
    left = without_message(f"Look at {domain} now")
    assert left in ("Look at now", "Look at evil now", "now", "Look"), left


@pytest.mark.parametrize(
    "number",
    [
        *(
            "0900123",
            "0900 123",
            "0900-1-2-3",
            "(0900) 123",
            "+49 900 12",
            "0.9.0.0.1",
            "0•9•0•0•1",
            "0*9*0*0*1",
        ),
        *(
            "0 – 9 – 0 – 0 – 1",
            "0....9....0....0....1",
            "0_9_0_0_1",
            "0|9|0|0|1",
            "0\u200b9\u200b0\u200b0\u200b1",
        ),
        *(
            "۰۹۰۰۱۲۳",
            "०९००१२३",
            "٠٩٠٠١٢٣",
            "０９００１２３",
            "𝟎𝟗𝟎𝟎𝟏𝟐𝟑",
            "①②③④⑤⑥",
            "❶❷❸❹❺❻",
            "九〇〇一二三",
            "Ⅸ Ⅸ 900 12",
        ),
        *("0️⃣9️⃣0️⃣0️⃣1️⃣", "09 ০০ 12", "tel:0900123", "Tel.0900123", "a1b2c3d4e5"),
    ],
)
def test_no_long_number_is_left_in_whatever_digits(number: str) -> None:
    left = without_message(f"Call {number} now")
    assert sum(character.isnumeric() for character in left) < 5, left
    assert left.startswith("Call")
    assert left.endswith("now")


@given(st.text(max_size=200))
def test_whatever_comes_no_address_no_link_and_no_long_number_is_left(subject: str) -> None:
    left = without_message(subject)
    assert len(left) <= 60
    assert "@" not in left
    assert "://" not in left
    assert not any(
        sum(c.isdigit() for c in word) >= 5 and all(c.isdigit() for c in word) for word in left.split()
    )


@given(
    st.sampled_from(["evil.com", "http://evil.example/a", "eve@evil.example", "0900 12345", "www.evil.de"]),
    st.text(max_size=40),
    st.text(max_size=40),
)
def test_nothing_around_it_saves_it(message: str, before: str, after: str) -> None:
    left = without_message(f"{before} {message} {after}").casefold()
    assert message not in left


@pytest.mark.parametrize(
    ("email", "other", "same"),
    [
        ("carl@sales.example", "dora@sales.example", True),
        ("carl@sales.example", "dora@example", False),
        ("carl@sales.example", "dora@evil.example", False),
        ("carl@gmail.com", "dora@gmail.com", False),
        ("carl@web.de", "dora@web.de", False),
        ("carl@aol.de", "dora@AOL.de", False),
        ("carl@sales.example", "dora@Sales.Example", True),
        ("", "", False),
    ],
)
def test_who_is_of_one_company(email: str, other: str, same: bool) -> None:
    assert load_settings(SETTINGS).policy().one_company(email, other) is same
