"""The lines above quoted text, as the world's mail clients write them."""

from __future__ import annotations

import pytest

from frontdesk.mailbox.quoting.replies import split_reply

ANN = "Ann Lee <ann@example.org>"

ATTRIBUTIONS = """
On Tue, Nov 16, 2021 at 7:42 PM {ann} wrote:
On Tue, 16 Nov 2021 at 19:42, {ann} wrote:
On Nov 16, 2021, at 7:42 PM, {ann} wrote:
On 16/11/2021 19:42, Ann Lee wrote:
On 16/11/2021, 19:42, "Ann Lee" <ann@example.org> wrote:
On Tue, Nov 16, 2021 at 07:42:10PM +0100, Ann Lee wrote:
On Tuesday, November 16, 2021, 07:42:10 PM GMT+1, {ann} wrote:
On November 16, 2021 at 7:42:10 PM, Ann Lee (ann@example.org) wrote:
---- On Tue, 16 Nov 2021 19:42:10 +0100 {ann} wrote ----
At 11/16/2021 07:42 PM, you wrote:
Am Di., 16. Nov. 2021 um 19:42 Uhr schrieb {ann}:
Am 16.11.21 um 19:42 schrieb Ann Lee:
Am Dienstag, 16. November 2021 um 19:42:10 MEZ hat {ann} Folgendes geschrieben:
Le mar. 16 nov. 2021 à 19:42, {ann} a écrit :
Le 16/11/2021 à 19:42, Ann Lee a écrit :
El mar, 16 nov 2021 a las 19:42, Ann Lee (<ann@example.org>) escribió:
Il giorno mar 16 nov 2021 alle ore 19:42 {ann} ha scritto:
Em ter., 16 de nov. de 2021 às 19:42, {ann} escreveu:
{ann} escreveu no dia terça, 16/11/2021 à(s) 19:42:
Op di 16 nov. 2021 om 19:42 schreef {ann}:
Op 16 nov. 2021, om 19:42 heeft {ann} het volgende geschreven:
Den tir. 16. nov. 2021 kl. 19.42 skrev {ann}:
tir. 16. nov. 2021 kl. 19:42 skrev {ann}:
Den 2021-11-16 kl. 19:42, skrev Ann Lee:
ti 16. marrask. 2021 klo 19.42 {ann} kirjoitti:
{ann} kirjoitti 16.11.2021 kello 19.42:
wt., 16 lis 2021 o 19:42 {ann} napisał(a):
W dniu 16.11.2021 o 19:42, Ann Lee pisze:
út 16. 11. 2021 v 19:42 odesílatel {ann} napsal:
Dne 16. 11. 21 v 19:42 Ann Lee napsal(a):
ut 16. 11. 2021 o 19:42 {ann} napísal(a):
Ann Lee <ann@example.org> ezt írta (időpont: 2021. nov. 16., K, 19:42):
mar., 16 nov. 2021 la 19:42, {ann} a scris:
Pe 16 nov. 2021, la 19:42, {ann} a scris:
uto, 16. stu 2021. u 19:42 {ann} napisao je:
V V tor., 16. nov. 2021 ob 19:42 je oseba {ann} napisala:
уто, 16. нов 2021. у 19:42 {ann} је написао/ла:
На вт, 16.11.2021 г. в 19:42 {ann} написа:
вт, 16 нояб. 2021 г. в 19:42, {ann}:
16.11.2021 19:42, Ann Lee пишет:
вт, 16 лист. 2021 р. о 19:42 {ann} пише:
Στις Τρί 16 Νοε 2021 στις 7:42 μ.μ., ο χρήστης {ann} έγραψε:
{ann}, 16 Kas 2021 Sal, 19:42 tarihinde şunu yazdı:
16.11.2021 19:42 tarihinde Ann Lee yazdı:
\u202bבתאריך ג׳, 16 בנוב׳ 2021 ב-19:42 מאת \u202aAnn\u202c\u200f <\u202aann@example.org\u202c\u200f>:\u202c
في ثلاثاء، 16 نوفمبر 2021 في 7:42 م تمت كتابة ما يلي بواسطة {ann}:
در تاریخ سه‌شنبه ۱۶ نوامبر ۲۰۲۱،‏ ۱۹:۴۲ {ann} نوشت:
{ann} 于2021年11月16日周二 下午7:42写道：
{ann} 於 2021年11月16日 週二 下午7:42寫道：
在 2021年11月16日，下午7:42，{ann} 写道：
2021年11月16日(火) 19:42 {ann}:
2021/11/16 19:42、{ann}のメール：
2021년 11월 16일 (화) 오후 7:42, {ann}님이 작성:
2021. 11. 16. 오후 7:42, {ann} 작성:
Kasutaja Ann Lee (<ann@example.org>) kirjutas kuupäeval T, 16. november 2021 kell 19:42:
otrd., 2021. g. 16. nov., plkst. 19:42 — lietotājs Ann Lee (<ann@example.org>) rakstīja:
2021-11-16, an, 19:42 {ann} rašė:
El 16/11/21 a les 19:42, Ann Lee ha escrit:
Vào Th 3, 16 thg 11, 2021 vào lúc 19:42 {ann} đã viết:
Pada tanggal Sel, 16 Nov 2021 pukul 19.42 {ann} menulis:
ในวันที่ อ. 16 พ.ย. 2021 เวลา 19:42 {ann} เขียนว่า:
मंगल, 16 नव॰ 2021 को 7:42 pm बजे को {ann} ने लिखा:
Þann þri., 16. nóv. 2021 kl. 19:42 skrifaði {ann}:
Missatge de {ann} del dia dt., 16 de nov. 2021 a les 19:42:
Ar Maw, 16 Tach 2021 am 19:42, ysgrifennodd {ann}:
Noong Mar, Nob 16, 2021 nang 7:42 PM, sinulat ni {ann} ang:
Mnamo Jumanne, 16 Novemba 2021 19:42, {ann} aliandika:
O mar., 16 nov. 2021 ás 19:42, Ann Lee (<ann@example.org>) escribiu:
În mar., 16 nov. 2021 la 19:42, {ann} a scris:
Qwe, 16 asd. 2021 yx 19:42 {ann} qwertz:
মঙ্গল, ১৬ নভে, ২০২১ তারিখে ১৯:৪২ টায় {ann} লিখেছেন:
செவ்., 16 நவ., 2021, முற்பகல் 7:42 அன்று, {ann} எழுதியது:
منگل، 16 نومبر، 2021 کو 7:42 PM پر {ann} نے لکھا:
ថ្ងៃ អង្គារ 16 វិច្ឆិកា 2021 ម៉ោង 19:42 {ann} បានសរសេរ៖
ann@example.org schrieb am Di., 16. Nov. 2021, 19:42:
>>> {ann} 16.11.2021 19:42 >>>
>>> Ann Lee 11/16/2021 7:42 PM >>>
-----Ursprüngliche Nachricht-----
-------- Message d'origine --------
------ Originalnachricht ------
------------------ 原始邮件 ------------------
-----Исходное сообщение-----
-----Original Message-----
""".strip().splitlines()


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_quoted_lines_below_an_attribution_are_not_new(attribution: str) -> None:
    line = attribution.format(ann=ANN)

    assert split_reply(f"Новый text.\nZeile 2\n\n{line}\n\n> old\n>\n> text\n").new == "Новый text.\nZeile 2"


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_an_attribution_ends_the_new_text_without_any_mark_below(attribution: str) -> None:
    line = attribution.format(ann=ANN)

    assert split_reply(f"Новый text.\nZeile 2\n\n{line}\n\nold\n\ntext\n").new == "Новый text.\nZeile 2"


@pytest.mark.parametrize(
    "attribution",
    [
        "On Tue, Nov 16, 2021 at 7:42 PM Ann Lee from the second floor\n<ann@example.org> wrote:",
        "On Nov 16, 2021, at 7:42 PM, Ann Lee <\n416ffd3258d4d2fa4c85cfa4c44e1721@example.org>\nwrote:",
        "On Tue, Nov 16, 2021 at 10:07 PM Ann Lee\n\n<\nmailto:Ann Lee <ann@example.org>\n> wrote:",
        "Am 16.11.2021 17:48 schrieb 'Ann Lee' <ann@example.org\n>:",
        "Op 16 nov. 2021 05:13 schreef 'Ann' <ann@example.org> het\nvolgende geschreven:",
        "W dniu 16 listopada 2021 01:53 użytkownik Ann <ann@example.org>\nnapisał:",
        "2021-11-16 15:36 GMT+02:00 Ann Lee <\nann@example.org>:",
    ],
)
def test_an_attribution_broken_over_lines_is_one(attribution: str) -> None:
    assert split_reply(f"Floor 2.\n\n{attribution}\n\n> old\n> text").new == "Floor 2."
    assert split_reply(f"Floor 2.\n{attribution}\n\nold\ntext").new == "Floor 2."


@pytest.mark.parametrize(
    "attribution", [line for line in ATTRIBUTIONS if "{ann}" in line and line[0] not in "->"]
)
@pytest.mark.parametrize("broken", ["Ann Lee\n<ann@example.org>", "Ann Lee <\nann@example.org>", f"{ANN}\n"])
def test_an_attribution_broken_beside_the_address_is_one_in_any_language(
    attribution: str, broken: str
) -> None:
    lines = attribution.format(ann=broken).replace("\n ", "\n").replace("\n:", ":")

    assert split_reply(f"Floor 2.\n\nAnton\n\n{lines}\n\n> old\n>\n> text").new == "Floor 2.\n\nAnton"


@pytest.mark.parametrize(
    "said",
    [
        "Please send it to Bob <bob@example.org> on 5.2.2021 at 10:12:",
        "The server mailed Bob <bob@example.org> this on 5 May 2021 at 10:12:",
        "Error on 5 May 2021 10:12, mailbox (full), see www.example.org:",
        "We moved on 5 May 2021, room 12, phone 10 12 13:",
        "I wrote to ann@example.org that room 12 is too cold:",
        "My colleagues in Rome wrote me:",
        "Order 2021-05-05 10:12 for the second floor:",
        "Since 5 May 2021 these users can't log in:",
    ],
)
def test_what_only_looks_like_an_attribution_is_text(said: str) -> None:
    mail = f"Hello,\n\n{said}\n\nthe rest of it\n\nAnn"

    assert split_reply(mail).new == mail


def test_an_attribution_may_share_its_line_with_the_answer() -> None:
    mail = "yes, floor 2--- On Wed, Nov 17, 2021 at 3:59 PM, ann@example.org wrote:\n> Which floor?"

    assert split_reply(mail).new == "yes, floor 2"
