"""Domains at which anybody has an address: none of them says to which department a person belongs. A table."""

from __future__ import annotations

_TABLE = """
gmail.com googlemail.com outlook.com outlook.de hotmail.com hotmail.de hotmail.co.uk hotmail.fr live.com live.de
live.nl msn.com yahoo.com yahoo.de yahoo.co.uk yahoo.fr yahoo.co.jp ymail.com rocketmail.com icloud.com me.com
mac.com aol.com aol.de gmx.de gmx.net gmx.at gmx.ch gmx.com web.de freenet.de t-online.de arcor.de mail.de
posteo.de mailbox.org proton.me protonmail.com pm.me tutanota.com tuta.io fastmail.com fastmail.fm zoho.com
mail.com email.com inbox.com hey.com yandex.ru yandex.com mail.ru rambler.ru bk.ru qq.com 163.com 126.com
sina.com naver.com daum.net orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it tiscali.it
bluewin.ch hispeed.ch chello.at aon.at btinternet.com sky.com talktalk.net comcast.net verizon.net att.net
sbcglobal.net cox.net bigpond.com optusnet.com.au ziggo.nl kpnmail.nl home.nl seznam.cz wp.pl o2.pl onet.pl
"""
PUBLIC_DOMAINS = frozenset(_TABLE.split())
