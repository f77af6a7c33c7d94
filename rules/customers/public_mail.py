"""Mail services that anybody gets an address at: two of their users are strangers to each other."""

from __future__ import annotations

_TABLE = """
gmail.com googlemail.com outlook.com outlook.de hotmail.com hotmail.de hotmail.fr hotmail.co.uk
live.com live.de msn.com yahoo.com yahoo.de yahoo.fr yahoo.co.uk yahoo.co.jp yahoo.es yahoo.it
ymail.com rocketmail.com aol.com aol.de icloud.com me.com mac.com gmx.de gmx.net gmx.at gmx.ch
gmx.com web.de freenet.de t-online.de magenta.de mail.de posteo.de posteo.net mailbox.org arcor.de
1und1.de proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tuta.com tuta.io
fastmail.com fastmail.fm hey.com zoho.com zohomail.com mail.com email.com yandex.com yandex.ru ya.ru
mail.ru bk.ru inbox.ru list.ru rambler.ru qq.com foxmail.com 163.com 126.com sina.com naver.com
daum.net hanmail.net rediffmail.com orange.fr wanadoo.fr free.fr sfr.fr laposte.net libero.it
virgilio.it alice.it tiscali.it tin.it uol.com.br bol.com.br terra.com.br wp.pl o2.pl onet.pl
interia.pl seznam.cz centrum.cz azet.sk freemail.hu citromail.hu abv.bg ukr.net i.ua bluewin.ch
sunrise.ch hispeed.ch aon.at chello.at telenet.be skynet.be ziggo.nl kpnmail.nl planet.nl xs4all.nl
telia.com bredband.net online.no comcast.net verizon.net att.net sbcglobal.net cox.net charter.net
shaw.ca rogers.com bigpond.com optusnet.com.au btinternet.com virginmedia.com sky.com talktalk.net
hushmail.com duck.com
"""
PUBLIC = frozenset(_TABLE.split())


def same_company(email: str, other: str) -> bool:
    """Whether two addresses are of one company: the same domain, which isn't everybody's."""
    domain = email.rpartition("@")[2]
    return bool(domain) and domain == other.rpartition("@")[2] and domain not in PUBLIC
