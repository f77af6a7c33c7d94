"""What is new in answers that come as HTML only, as the world's clients make them."""

from __future__ import annotations

import pytest

from frontdesk.mailbox.parse import parse

OLD = "Please check it.<br><br>Ann"
ANN = '&lt;<a href="mailto:ann@example.org">ann@example.org</a>&gt;'
CLIENTS = {
    "Outlook": (
        "<div class=WordSection1><p class=MsoNormal>It works now.<o:p></o:p></p>"
        "<p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>Bob<o:p></o:p></p>"
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
        "<p class=MsoNormal><b>Von:</b> Ann Lee {ann} <br><b>Gesendet:</b>"
        " Mittwoch, 5. Februar 2020 10:12<br><b>An:</b> Bob<br><b>Betreff:</b> AW: x<o:p></o:p>"
        "</p></div><p class=MsoNormal>Please check it.<o:p></o:p></p></div>"
    ),
    "Outlook without addresses": (
        "<div class=WordSection1><p class=MsoNormal>It works now.</p><p class=MsoNormal>"
        "&nbsp;</p><p class=MsoNormal>Bob</p>"
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
        "<p class=MsoNormal><b>From:</b> Ann Lee<br><b>Sent:</b>"
        " Wednesday, 5 February 2020 10:12<br><b>To:</b> Bob Ray<br><b>Subject:</b> x</p></div>"
        "<p class=MsoNormal>Please check it.</p></div>"
    ),
    "Outlook in an unknown language": (
        "<div class=WordSection1><p class=MsoNormal>It works now.</p><p class=MsoNormal>"
        "&nbsp;</p><p class=MsoNormal>Bob</p>"
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
        "<p class=MsoNormal><b>Qwe:</b> Ann Lee {ann}<br><b>Asd:</b> 5 xcv 2020 10:12<br><b>"
        "Zui:</b> Bob Ray<br><b>Yxc:</b> x</p></div><p class=MsoNormal>Please check it.</p></div>"
    ),
    "Outlook on the web": (
        '<div>It works now.</div><div><br></div><div>Bob</div><div id="appendonsend"></div>'
        '<hr style="display:inline-block;width:98%" tabindex="-1">'
        '<div id="divRplyFwdMsg" dir="ltr"><b>Lähettäjä:</b> Ann Lee {ann}<br><b>Lähetetty:</b>'
        " keskiviikko 5. helmikuuta 2020 10.12<br><b>Vastaanottaja:</b> Bob<br><b>Aihe:</b>"
        " x<div>&nbsp;</div></div><div>{old}</div>"
    ),
    "Outlook on a phone": (
        '<div dir="ltr">It works now.</div><div><br></div><div>Bob</div>'
        '<div id="ms-outlook-mobile-signature"><div>Outlook für <a href="https://aka.ms/o0ukef">'
        'iOS</a> beschaffen</div></div><div id="mail-editor-reference-message-container">'
        '<hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg"><b>Von:</b>'
        " Ann Lee {ann}<br><b>Gesendet:</b> Mittwoch, Februar 5, 2020 10:12 AM<br><b>An:</b>"
        " Bob<br><b>Betreff:</b> x</div>{old}</div>"
    ),
    "Apple Mail": (
        '<html><body>It works now.<div><br></div><div>Bob<br><div><br><blockquote type="cite">'
        "<div>On 5 Feb 2020, at 10:12, Ann Lee {ann} wrote:</div>"
        '<br class="Apple-interchange-newline"><div><div>{old}</div></div></blockquote></div><br>'
        "</div></body></html>"
    ),
    "iPhone": (
        '<html><body dir="auto">It works now.<div><br></div><div>Bob<br><div dir="ltr"><br>'
        'Von meinem iPhone gesendet</div><div dir="ltr"><br><blockquote type="cite">'
        "Am 05.02.2020 um 10:12 schrieb Ann Lee {ann}:<br><br></blockquote></div>"
        '<blockquote type="cite"><div dir="ltr">{old}</div></blockquote></div></body></html>'
    ),
    "Thunderbird": (
        '<p>It works now.</p><p>Bob</p><div class="moz-cite-prefix">'
        'Am 05.02.20 um 10:12 schrieb Ann Lee:<br></div><blockquote type="cite" cite="mid:x@y">'
        "<p>Please check it.</p><p>Ann</p></blockquote>"
    ),
    "Thunderbird with a signature": (
        '<p>It works now.</p><p>Bob</p><div class="moz-cite-prefix">'
        'On 05/02/2020 10:12, Ann Lee wrote:<br></div><blockquote type="cite" cite="mid:x@y"><p>'
        'Please check it.</p></blockquote><pre class="moz-signature" cols="72">'
        "-- \nBob Ray\nAccounting\n030 1234567</pre>"
    ),
    "Yahoo in an unknown language": (
        "<div>It works now.</div><div><br></div><div>Bob</div>"
        '<div id="yahoo_quoted_1" class="yahoo_quoted"><div><div>'
        "Qwe asd, 5 xcv 2020, 10:12:13 MEZ yxc Ann Lee {ann} qweasd: </div><div><br></div><div>"
        "{old}</div></div></div>"
    ),
    "Proton": (
        "<div>It works now.<br></div><div><br></div><div>Bob<br></div>"
        '<div class="protonmail_signature_block"><div class="protonmail_signature_block-proton">'
        'Sent with Proton Mail secure email.</div></div><div class="protonmail_quote">'
        "On Wednesday, February 5th, 2020 at 10:12 AM, Ann Lee {ann} wrote:<br><br>"
        '<blockquote class="protonmail_quote" type="cite">{old}</blockquote></div>'
    ),
    "Zoho": (
        '<div>It works now.<br></div><div><br></div><div>Bob<br></div><div class="zmail_extra">'
        '<div id="Zm-_Id_-Sgn1">---- On Wed, 05 Feb 2020 10:12:13 +0100 <b>Ann Lee {ann}</b>'
        " wrote ----<br></div>"
        '<blockquote style="border-left: 1px solid #cccccc; padding-left: 6px; margin:0 0 0 5px">'
        "<div>{old}</div></blockquote></div>"
    ),
    "GMX": (
        "<div>It works now.</div><div><br></div><div>Bob</div>"
        '<div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px '
        'solid #C3D9E5;"><div style="margin:0 0 10px 0;"><b>Gesendet:</b>'
        "&nbsp;Mittwoch, 05. Februar 2020 um 10:12 Uhr<br/><b>Von:</b>"
        "&nbsp;&quot;Ann Lee&quot; {ann}<br/><b>An:</b>&nbsp;bob@example.org<br/><b>Betreff:</b>"
        '&nbsp;x</div><div name="quoted-content">{old}</div></div>'
    ),
    "eM Client": (
        "<div>It works now.</div><div><br></div><div>Bob</div><div><br></div><div>"
        '------ Originalnachricht ------</div><div>Von "Ann Lee" {ann}</div><div>'
        'An "Bob" &lt;bob@example.org&gt;</div><div>Datum 05.02.2020 10:12:13</div><div>'
        'Betreff x</div><div><br></div><div class="cite">{old}</div>'
    ),
    "Spark": (
        '<div name="messageBodySection"><div>It works now.</div></div>'
        '<div name="messageSignatureSection"><br><div>Bob</div></div>'
        '<div name="messageReplySection">On 5 Feb 2020, 10:12 +0100, Ann Lee {ann}, wrote:<br>'
        '<blockquote type="cite" style="border-left-color: grey; border-left-width: thin; '
        'border-left-style: solid; margin: 5px 5px;padding-left: 10px;">{old}</blockquote></div>'
    ),
    "Samsung": (
        "<div>It works now.</div><div><br></div><div>Bob</div><div><br></div>"
        '<div id="composer_signature"><div>Sent from my Galaxy</div></div><div><br></div>'
        '<div style="font-size:100%;color:#000000"><!-- originalMessage --><div>'
        "-------- Original message --------</div><div>From: Ann Lee {ann} </div><div>"
        "Date: 05/02/2020  10:12  (GMT+01:00) </div><div>To: bob@example.org </div><div>"
        "Subject: x </div><div><br></div></div>{old}"
    ),
    "QQ": (
        "<div>It works now.</div><div><br></div><div>Bob</div><div>"
        "------------------&nbsp;Original&nbsp;------------------</div>"
        '<div style="background:#efefef;padding:8px;"><div><b>From:</b>'
        '&nbsp;"Ann Lee"{ann};</div><div><b>Date:</b>&nbsp;Wed, Feb 5, 2020 10:12 AM</div><div>'
        '<b>To:</b>&nbsp;"Bob"&lt;bob@example.org&gt;;</div><div><b>Subject:</b>&nbsp;x</div>'
        "</div><div>{old}</div>"
    ),
    "NetEase": (
        "<div>It works now.</div><div><br></div><div>Bob</div><p>"
        'At 2020-02-05 10:12:13, "Ann Lee" {ann} wrote:</p>'
        ' <blockquote id="isReplyContent" style="PADDING-LEFT: 1ex; MARGIN: 0px 0px 0px 0.8ex; '
        'BORDER-LEFT: #ccc 1px solid"><div>{old}</div></blockquote>'
    ),
    "NetEase, a table": (
        "<div>It works now.</div><div><br></div><div>Bob</div>"
        '<div class="J-reply" style="background-color:#f2f2f2"><div style="font-size:12px">'
        "---- 回复的原邮件 ----</div><table><tr><td>发件人</td><td>Ann Lee{ann}</td></tr><tr><td>日期</td>"
        "<td>2020年02月05日 10:12</td></tr><tr><td>收件人</td><td>Bob&lt;bob@example.org&gt;</td></tr>"
        "<tr><td>主题</td><td>x</td></tr></table></div><div>{old}</div>"
    ),
    "Notes": (
        "<font>It works now.</font><br><br><font>Bob</font><br><br><br>"
        '<font size=1 color=#5f5f5f face="sans-serif">Von: &nbsp; &nbsp; &nbsp; &nbsp;</font>'
        '<font size=1 face="sans-serif">Ann Lee {ann}</font><br><font size=1 color=#5f5f5f>'
        "An: &nbsp; &nbsp; &nbsp; &nbsp;</font><font size=1>bob@example.org</font><br>"
        "<font size=1>Datum: &nbsp; &nbsp; &nbsp; &nbsp;</font><font size=1>"
        "05.02.2020 10:12</font><br><font size=1>Betreff: &nbsp; &nbsp; &nbsp; &nbsp;</font>"
        "<font size=1>x</font><br><hr noshade><br>{old}"
    ),
    "Zimbra": (
        "<div>It works now.</div><div><br></div><div>Bob</div>"
        '<hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__">'
        '<blockquote style="border-left:2px solid #1010FF;margin-left:5px;padding-left:5px;"><b>'
        'De: </b>"Ann Lee" {ann}<br><b>À: </b>"Bob" &lt;bob@example.org&gt;<br><b>Envoyé: </b>'
        "Mercredi 5 Février 2020 10:12:13<br><b>Objet: </b>x<br></blockquote></div>"
        '<div data-marker="__QUOTED_TEXT__">'
        '<blockquote style="border-left:2px solid #1010FF;margin-left:5px;padding-left:5px;">'
        "{old}</blockquote></div>"
    ),
    "Roundcube": (
        '<p>It works now.</p><p>Bob</p><p id="reply-intro">'
        "Am 2020-02-05 10:12, schrieb Ann Lee:</p>"
        '<blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px solid; margin: 0">'
        "<div>{old}</div></blockquote>"
    ),
    "Mail.ru": (
        "<div>It works now.</div><div><br></div><div>Bob</div>"
        '<blockquote style="border-left:1px solid #0857A6;margin:10px;padding:0 0 0 10px;">'
        "Среда, 5 февраля 2020, 10:12 +03:00 от Ann Lee {ann}:<br>&nbsp;<div>{old}</div>"
        "</blockquote>"
    ),
    "Yandex": (
        "<div>It works now.</div><div>&nbsp;</div><div>Bob</div><div>&nbsp;</div><div>"
        '05.02.2020, 10:12, "Ann Lee" {ann}:</div><blockquote><div>{old}</div></blockquote>'
    ),
    "Tuta": (
        "<div>It works now.</div><div><br></div><div>Bob</div><div><br></div><div>"
        "5. Feb. 2020, 10:12 von ann@example.org:<br></div>"
        '<blockquote class="tutanota_quote" style="border-left: 1px solid #93A3B8; padding-left: 10px; '
        'margin-left: 5px;"><div>{old}</div></blockquote>'
    ),
    "Front": (
        '<div>It works now.</div><div><br></div><div>Bob</div><br><div class="front-signature">'
        '</div><blockquote type="cite" class="front-blockquote">'
        'On February 5, 2020, 10:12 AM GMT+1 <a href="mailto:ann@example.org">ann@example.org</a>'
        " wrote:<br><br><div>{old}</div></blockquote>"
    ),
    "HEY": (
        '<div class="trix-content"><div>It works now.<br><br>Bob<br><br>'
        "On February 5, 2020, Ann Lee {ann} wrote:<br><blockquote>{old}</blockquote></div></div>"
    ),
    "Seznam": (
        "<div>It works now.</div><div><br></div><div>Bob</div><aside>"
        "---------- Původní e-mail ----------<br>Od: Ann Lee {ann}<br>Komu: bob@example.org<br>"
        'Datum: 5. 2. 2020 10:12:13<br>Předmět: x</aside><br><blockquote data-email="x">'
        "{old}</blockquote>"
    ),
    "GroupWise": (
        "<div>It works now.</div><div><br></div><div>Bob</div><div><br></div>"
        "&gt;&gt;&gt; Ann Lee {ann} 05.02.2020 10:12 &gt;&gt;&gt;<br>{old}"
    ),
    "Windows Mail": (
        "<div>It works now.</div><div><br></div><div>Bob</div><div><br></div><div>"
        'Gesendet von <a href="https://go.microsoft.com/fwlink/?LinkId=550986">Mail</a>'
        " für Windows</div><div><br></div>"
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
        '<p style="border:none;padding:0cm"><b>Von: </b><a href="mailto:ann@example.org">'
        "Ann Lee</a><br><b>Gesendet: </b>Mittwoch, 5. Februar 2020 10:12<br><b>An: </b>"
        '<a href="mailto:bob@example.org">Bob Ray</a><br><b>Betreff: </b>x</p></div><p>{old}</p>'
    ),
}


@pytest.mark.parametrize("client", CLIENTS)
def test_the_older_mail_in_an_answers_html_is_not_new(client: str) -> None:
    page = CLIENTS[client].replace("{ann}", ANN).replace("{old}", OLD)
    head = "From: Bob Ray <bob@example.org>\nSubject: Re: x\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8"

    message = parse(f"{head}\n\n<html><body>{page}</body></html>".encode())

    assert message.new_text.split() == ["It", "works", "now.", "Bob"]
