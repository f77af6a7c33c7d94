"""How clients introduce a quote, by language, and how lines are broken on the way: data for the tests of quoting.

`NAME` and `EMAIL` stand for the writer. Each line is what one client writes in one language.
"""

from __future__ import annotations

from collections.abc import Iterator

GMAIL = {
    "en-us": "On Mon, May 6, 2024 at 10:03 AM NAME <EMAIL> wrote:",
    "en-gb": "On Mon, 6 May 2024 at 10:03, NAME <EMAIL> wrote:",
    "de": "Am Mo., 6. Mai 2024 um 10:03 Uhr schrieb NAME <EMAIL>:",
    "de-writer": "NAME <EMAIL> schrieb am Mo., 6. Mai 2024 um 10:03 Uhr:",
    "de-phone": "NAME <EMAIL> schrieb am Mo., 6. Mai 2024, 10:03:",
    "fr": "Le lun. 6 mai 2024 à 10:03, NAME <EMAIL> a écrit :",
    "es": "El lun, 6 may 2024 a las 10:03, NAME (<EMAIL>) escribió:",
    "it": "Il giorno lun 6 mag 2024 alle ore 10:03 NAME <EMAIL> ha scritto:",
    "pt-br": "Em seg., 6 de mai. de 2024 às 10:03, NAME <EMAIL> escreveu:",
    "pt": "NAME <EMAIL> escreveu (segunda, 6/05/2024 à(s) 10:03):",
    "nl": "Op ma 6 mei 2024 om 10:03 schreef NAME <EMAIL>:",
    "da": "Den man. 6. maj 2024 kl. 10.03 skrev NAME <EMAIL>:",
    "nb": "man. 6. mai 2024 kl. 10:03 skrev NAME <EMAIL>:",
    "sv": "Den mån 6 maj 2024 kl 10:03 skrev NAME <EMAIL>:",
    "fi": "ma 6. toukok. 2024 klo 10.03 NAME (EMAIL) kirjoitti:",
    "pl": "pon., 6 maj 2024 o 10:03 NAME <EMAIL> napisał(a):",
    "cs": "po 6. 5. 2024 v 10:03 odesílatel NAME <EMAIL> napsal:",
    "sk": "po 6. 5. 2024 o 10:03 NAME <EMAIL> napísal(a):",
    "hu": "NAME <EMAIL> ezt írta (időpont: 2024. máj. 6., H, 10:03):",
    "ro": "În lun., 6 mai 2024 la 10:03, NAME <EMAIL> a scris:",
    "bg": "На пн, 6.05.2024 г. в 10:03 NAME <EMAIL> написа:",
    "ru": "пн, 6 мая 2024 г. в 10:03, NAME <EMAIL>:",
    "uk": "пн, 6 трав. 2024 р. о 10:03 NAME <EMAIL> пише:",
    "el": "Στις Δευ 6 Μαΐ 2024 στις 10:03 π.μ., ο/η NAME <EMAIL> έγραψε:",
    "tr": "NAME <EMAIL>, 6 May 2024 Pzt, 10:03 tarihinde şunu yazdı:",
    "he": "\u202bבתאריך יום ב׳, 6 במאי 2024 ב-10:03 מאת \u202aNAME\u202c\u200f <\u202aEMAIL\u202c\u200f>:\u202c",
    "ar": "في الاثنين، 6 مايو 2024 في 10:03 ص تمت كتابة ما يلي بواسطة \u202aNAME\u202c <\u202aEMAIL\u202c>:",
    "zh-cn": "NAME <EMAIL> 于2024年5月6日周一 10:03写道：",
    "zh-tw": "NAME <EMAIL> 於 2024年5月6日 週一 上午10:03寫道：",
    "ja": "2024年5月6日(月) 10:03 NAME <EMAIL>:",
    "ko": "2024년 5월 6일 (월) 오전 10:03, NAME <EMAIL>님이 작성:",
    "ca": "Missatge de NAME <EMAIL> del dia dl., 6 de maig 2024 a les 10:03:",
    "gl": "O luns, 6 de maio de 2024 ás 10:03, NAME (<EMAIL>) escribiu:",
    "hr": "pon, 6. svi 2024. u 10:03 NAME <EMAIL> napisao je:",
    "sl": "V V pon., 6. maj 2024 ob 10:03 je oseba NAME <EMAIL> napisala:",
    "sr": "пон, 6. мај 2024. у 10:03 NAME <EMAIL> је написао/ла:",
    "vi": "Vào Th 2, 6 thg 5, 2024 vào lúc 10:03 NAME <EMAIL> đã viết:",
    "id": "Pada Sen, 6 Mei 2024 pukul 10.03 NAME <EMAIL> menulis:",
    "th": "ในวันที่ จ. 6 พ.ค. 2024 เวลา 10:03 NAME <EMAIL> เขียนว่า:",
    "et": "Kuupäev E, 6. mai 2024 kell 10:03 kirjutas NAME <EMAIL>:",
    "lv": "pirmd., 2024. g. 6. maijs, plkst. 10:03 — lietotājs NAME (<EMAIL>) rakstīja:",
    "lt": "2024-05-06, pr, 10:03 NAME <EMAIL> rašė:",
    "hi": "सोम, 6 मई 2024 को 10:03 am बजे को NAME <EMAIL> ने लिखा:",
}
APPLE = {
    "en": "On 6 May 2024, at 10:03, NAME <EMAIL> wrote:",
    "en-us": "On May 6, 2024, at 10:03 AM, NAME <EMAIL> wrote:",
    "de": "Am 06.05.2024 um 10:03 schrieb NAME <EMAIL>:",
    "fr": "Le 6 mai 2024 à 10:03, NAME <EMAIL> a écrit :",
    "es": "El 6 may 2024, a las 10:03, NAME <EMAIL> escribió:",
    "it": "Il giorno 6 mag 2024, alle ore 10:03, NAME <EMAIL> ha scritto:",
    "nl": "Op 6 mei 2024, om 10:03 heeft NAME <EMAIL> het volgende geschreven:",
    "sv": "6 maj 2024 kl. 10:03 skrev NAME <EMAIL>:",
    "da": "Den 6. maj 2024 kl. 10.03 skrev NAME <EMAIL>:",
    "nb": "6. mai 2024 kl. 10:03 skrev NAME <EMAIL>:",
    "fi": "NAME <EMAIL> kirjoitti 6.5.2024 kello 10.03:",
    "pl": "Wiadomość napisana przez NAME <EMAIL> w dniu 06.05.2024, o godz. 10:03:",
    "cs": "6. 5. 2024 v 10:03, NAME <EMAIL>:",
    "sk": "Dňa 6. 5. 2024 o 10:03 používateľ NAME <EMAIL> napísal:",
    "tr": "NAME <EMAIL> 6.05.2024 10:03 tarihinde şunu yazdı:",
    "ru": "6 мая 2024 г., в 10:03, NAME <EMAIL> написал(а):",
    "hu": "2024. máj. 6. dátummal, 10:03 időpontban NAME <EMAIL> írta:",
    "zh-cn": "在 2024年5月6日，10:03，NAME <EMAIL> 写道：",
    "zh-tw": "NAME <EMAIL> 於 2024年5月6日 上午10:03 寫道：",
    "ja": "2024/05/06 10:03、NAME <EMAIL>のメール:",
    "ko": "2024. 5. 6. 오전 10:03, NAME <EMAIL> 작성:",
    "hr": "Dana 6. 5. 2024. u 10:03, NAME <EMAIL> napisao:",
    "hr-2": "NAME <EMAIL> je 6. svi 2024. u 10:03 napisao:",
    "pt-br": "Em 6 de mai. de 2024, à(s) 10:03, NAME <EMAIL> escreveu:",
    "pt": "No dia 06/05/2024, às 10:03, NAME <EMAIL> escreveu:",
    "ca": "El 6 maig 2024, a les 10:03, NAME <EMAIL> va escriure:",
    "ro": "Pe 6 mai 2024, la 10:03, NAME <EMAIL> a scris:",
    "el": "Στις 6 Μαΐ 2024, στις 10:03 π.μ., ο χρήστης NAME <EMAIL> έγραψε:",
    "uk": "6 трав. 2024 р. о 10:03 NAME <EMAIL> пише:",
    "id": "Pada 6 Mei 2024, pukul 10.03, NAME <EMAIL> menulis:",
    "vi": "Vào 10:03, 6 thg 5, 2024, NAME <EMAIL> đã viết:",
}
THUNDERBIRD = {
    "en": "On 06/05/2024 10:03, NAME wrote:",
    "en-us": "On 5/6/24 10:03 AM, NAME wrote:",
    "de": "Am 06.05.24 um 10:03 schrieb NAME:",
    "fr": "Le 06/05/2024 à 10:03, NAME a écrit :",
    "es": "El 6/5/24 a las 10:03, NAME escribió:",
    "it": "Il 06/05/24 10:03, NAME ha scritto:",
    "nl": "Op 06-05-2024 om 10:03 schreef NAME:",
    "da": "Den 06-05-2024 kl. 10:03 skrev NAME:",
    "sv": "Den 2024-05-06 kl. 10:03, skrev NAME:",
    "nb": "Den 06.05.2024 10:03, skrev NAME:",
    "fi": "NAME kirjoitti 6.5.2024 klo 10.03:",
    "pl": "W dniu 06.05.2024 o 10:03, NAME pisze:",
    "cs": "Dne 06. 05. 24 v 10:03 NAME napsal(a):",
    "sk": "Dňa 6. 5. 2024 o 10:03 NAME napísal(a):",
    "hu": "2024. 05. 06. 10:03 keltezéssel, NAME írta:",
    "ro": "La 06.05.2024 10:03, NAME a scris:",
    "ru": "06.05.2024 10:03, NAME пишет:",
    "uk": "06.05.24 10:03, NAME пише:",
    "bg": "На 6.05.24 г. в 10:03 ч., NAME написа:",
    "el": "Στις 6/5/24 10:03, ο/η NAME έγραψε:",
    "tr": "6.05.2024 10:03 tarihinde NAME yazdı:",
    "zh-cn": "在 2024/5/6 10:03, NAME 写道:",
    "zh-tw": "NAME 於 2024/5/6 上午 10:03 寫道:",
    "ja": "2024/05/06 10:03, NAME wrote:",
    "ko": "2024. 5. 6. 오전 10:03에 NAME 이(가) 쓴 글:",
    "pt-br": "Em 06/05/2024 10:03, NAME escreveu:",
    "hr": "Dana 6.5.2024. u 10:03, NAME je napisao/la:",
    "sl": "Dne 6. 05. 24 ob 10:03 je NAME napisal(a):",
    "et": "NAME kirjutas 6.05.2024 kell 10:03:",
    "lt": "2024-05-06 10:03, NAME rašė:",
    "ca": "El 6/5/24 a les 10:03, NAME ha escrit:",
    "eu": "2024/05/06 10:03(e)an, NAME igorleak idatzi zuen:",
}
OTHERS = {
    "yahoo-en": "On Monday, May 6, 2024 at 10:03:22 AM GMT+2, NAME <EMAIL> wrote:",
    "yahoo-de": "Am Montag, 6. Mai 2024 um 10:03:22 MESZ hat NAME <EMAIL> Folgendes geschrieben:",
    "yahoo-fr": "Le lundi 6 mai 2024 à 10:03:22 UTC+2, NAME <EMAIL> a écrit :",
    "yahoo-es": "El lunes, 6 de mayo de 2024, 10:03:22 CEST, NAME <EMAIL> escribió:",
    "yahoo-it": "Il lunedì 6 maggio 2024 alle ore 10:03:22 CEST, NAME <EMAIL> ha scritto:",
    "yahoo-pt": "Em segunda-feira, 6 de maio de 2024 às 10:03:22 BRT, NAME <EMAIL> escreveu:",
    "proton-en": "On Monday, May 6th, 2024 at 10:03 AM, NAME <EMAIL> wrote:",
    "proton-de": "Am Montag, 6. Mai 2024 um 10:03, NAME <EMAIL> schrieb:",
    "proton-fr": "Le lundi 6 mai 2024 à 10:03, NAME <EMAIL> a écrit :",
    "roundcube-en": "On 2024-05-06 10:03, NAME wrote:",
    "roundcube-de": "Am 2024-05-06 10:03, schrieb NAME:",
    "roundcube-pl": "W dniu 2024-05-06 10:03, NAME napisał(a):",
    "kmail-de": "Am Montag, 6. Mai 2024, 10:03:00 CEST schrieb NAME:",
    "kmail-en": "On Monday, 6 May 2024 10:03:00 CEST NAME wrote:",
    "mutt": "On Mon, May 06, 2024 at 10:03:00AM +0200, NAME wrote:",
    "evolution-en": "On Mon, 2024-05-06 at 10:03 +0200, NAME wrote:",
    "evolution-de": "Am Montag, dem 06.05.2024 um 10:03 +0200 schrieb NAME:",
    "horde-de": "Zitat von NAME <EMAIL>:",
    "horde-en": "Quoting NAME <EMAIL>:",
    "gnus": "NAME <EMAIL> writes:",
    "outlook-mac": 'On 06/05/2024, 10:03, "NAME" <EMAIL> wrote:',
    "outlook-mac-de": 'Am 06.05.24, 10:03 schrieb "NAME" <EMAIL>:',
    "superhuman": "On Mon, May 06, 2024 at 10:03 AM, NAME < EMAIL > wrote:",
    "airmail": "On 6 May 2024 at 10:03:11, NAME (EMAIL) wrote:",
    "airmail-de": "Am 6. Mai 2024 um 10:03:11, NAME (EMAIL) schrieb:",
    "zoho": "---- On Mon, 06 May 2024 10:03:11 +0200 NAME <EMAIL> wrote ----",
    "groups": "On Monday, May 6, 2024 at 10:03:22 AM UTC+2 NAME wrote:",
}
CLIENTS = {"gmail": GMAIL, "apple": APPLE, "thunderbird": THUNDERBIRD, "other": OTHERS}
WRITERS = (
    ("Ann Lee", "ann@example.org"),
    ("Annemarie Leemann", "annemarie.leemann@facilities.example.org"),
    ("Victor Petrov from the Facilities Team", "v.petrov77@example.org"),
    ("Lee, Ann (IT)", "a.lee2@it.example.org"),
    ("Le Roux, Léa", "le.roux3@example.org"),
    ("Dr. Onno de la Cruz", "on-le@example.org"),
)
WIDTHS = (*range(34, 92, 3), 998)


def wrapped(text: str, width: int) -> str:
    """`text` with line breaks at blanks, as mail programs break it: no line longer than `width`, if it can be."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return "\n".join([*lines, line])


def gmail_wrapped(text: str, width: int) -> str:
    """Gmail breaks behind the "<" of the address as well."""
    return wrapped(text.replace("<", "< "), width).replace("< ", "<")


def attributions() -> Iterator[tuple[str, str]]:
    """(name of the case, broken attribution), each once."""
    seen: set[tuple[str, str, str]] = set()
    for client, languages in CLIENTS.items():
        for language, pattern in languages.items():
            for number, (name, email) in enumerate(WRITERS):
                text = pattern.replace("NAME", name).replace("EMAIL", email)
                for width in WIDTHS:
                    for how in (wrapped, gmail_wrapped):
                        broken = how(text, width)
                        if broken.count("\n") <= 3 and (client, language, broken) not in seen:
                            seen.add((client, language, broken))
                            yield f"{client}/{language}/{number}/{width}", broken
