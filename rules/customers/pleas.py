"""How people say, beside a rating, that something is to be done again, by language. Data only; in lower case, straight
apostrophes, one phrase per "|".
"""

from __future__ import annotations

from frontdesk.rules.customers.thanks_words import phrases_of

PLEAS = phrases_of("""
en: please help | please fix | please come | please look | please check | please repair | please call | please reopen
en: please send | please replace | please reset | need help | need your help | help me | help us | broke again
en: broken again | stopped working | is broken | are broken | not working again | fails again | failing again
en: crashed again | died again | is down | are down | down again | it is back | it's back | is back again | nobody can
en: none of us can | we can't | i can't | we cannot | i cannot | won't print | won't start | same again | happens again
en: new problem | another problem | another issue | new issue | also need
de: bitte helft | bitte helfen | bitte hilfe | bitte um hilfe | bitte repar | bitte prüf | bitte schau | bitte nochmal
de: bitte noch einmal | bitte kommt | bitte kommen | brauche hilfe | brauchen hilfe | wieder kaputt | ist kaputt
de: sind kaputt | geht wieder nicht | gehen wieder nicht | wieder nicht | schon wieder | tritt wieder auf
de: neues problem
de: anderes problem | weiteres problem | niemand kann | kann nicht mehr | können nicht mehr | ausgefallen | stürzt ab
fr: aidez-nous | aidez-moi | merci de réparer | merci de venir | de nouveau en panne | encore en panne | est en panne
fr: besoin d'aide | ne marche plus | ne fonctionne plus | autre problème | nouveau problème
es: ayuda por favor | por favor ayuda | necesito ayuda | otra vez roto | ya no funciona | no funciona | otro problema
es: nuevo problema | se rompió | falla de nuevo
pt: preciso de ajuda | por favor ajudem | avariou | já não funciona | deixou de funcionar | outro problema
it: ho bisogno di aiuto | aiutateci | aiutatemi | di nuovo rotto | non funziona | non funziona più | altro problema
nl: help ons | help mij | hulp nodig | weer kapot | is kapot | werkt niet | werkt niet meer | ander probleem
da, no, sv: hjælp | hjelp | hjälp | virker ikke | fungerer ikke | fungerar inte | i stykker igen | trasig igen
pl: proszę o pomoc | znowu nie działa | nie działa | zepsuł
cs, sk: prosím o pomoc | zase nefunguje | znovu nefunguje | nefunguje | pokazil
hu: segítség | megint nem működik | nem működik
fi: apua | ei toimi
tr: yardım | çalışmıyor | bozuldu
ru, uk: помогите | не работает | сломал | допоможіть | не працює
ja: 動きません | 壊れ | また同じ
zh: 又坏了 | 又壞了 | 不能用 | 坏了 | 壞了
""")

# With a question mark beside it, it is a question to be answered.
ASKING = phrases_of("""
en: can you | could you | can we | could we | can i | would you | will you | when | how | where | who | what | why
en: do you
de: könnt ihr | könnten sie | können sie | kannst du | wann | wie | wo | wer | was | warum | kann ich | können wir
fr: pouvez-vous | pourriez-vous | quand | comment | où | qui | pourquoi
es: pueden | podrían | puede | cuándo | cómo | dónde | quién | por qué
pt: podem | poderiam | quando | como | onde | quem
it: potete | potreste | quando | come | dove | chi | perché
nl: kunnen jullie | kunt u | wanneer | hoe | waar | wie | waarom
""")
