"""Month and weekday names in the languages of out-of-office notes, as they stand in dates. Data only."""

from __future__ import annotations

# One line per language: the twelve months, forms and abbreviations of one month separated by "/".
_MONTHS = """
january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sep/sept \
october/oct november/nov december/dec
januar/jan/jänner februar/feb/feber märz/mär/maerz april/apr mai juni/jun juli/jul august/aug \
september/sept/sep oktober/okt november/nov dezember/dez
janvier/janv février/févr/fevrier mars avril/avr mai juin juillet/juil août/aout septembre/sept \
octobre/oct novembre/nov décembre/déc/decembre
enero/ene febrero/feb marzo/mar abril/abr mayo junio/jun julio/jul agosto/ago septiembre/setiembre/sep \
octubre/oct noviembre/nov diciembre/dic
janeiro/jan fevereiro/fev março/mar/marco abril/abr maio/mai junho/jun julho/jul agosto/ago setembro/set \
outubro/out novembro/nov dezembro/dez
gennaio/gen febbraio/feb marzo/mar aprile/apr maggio/mag giugno/giu luglio/lug agosto/ago settembre/set \
ottobre/ott novembre/nov dicembre/dic
januari/jan februari/feb maart/mrt april/apr mei juni/jun juli/jul augustus/aug september/sep oktober/okt \
november/nov december/dec
januar/jan februar/feb marts/mar april/apr maj juni/jun juli/jul august/aug september/sep oktober/okt \
november/nov december/dec
januar/jan februar/feb mars april/apr mai juni/jun juli/jul august/aug september/sep oktober/okt \
november/nov desember/des
januari/jan februari/feb mars april/apr maj juni/jun juli/jul augusti/aug september/sep oktober/okt \
november/nov december/dec
tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta \
marraskuuta joulukuuta
stycznia/styczeń lutego/luty marca/marzec kwietnia/kwiecień maja/maj czerwca/czerwiec lipca/lipiec \
sierpnia/sierpień września/wrzesień października/październik listopada/listopad grudnia/grudzień
ledna/leden února/únor března/březen dubna/duben května/květen června/červen července/červenec srpna/srpen \
září října/říjen listopadu/listopad prosince/prosinec
januára/január februára/február marca/marec apríla/apríl mája/máj júna/jún júla/júl augusta/august \
septembra/september októbra/október novembra/november decembra/december
január/január február március április május június július augusztus szeptember október november december
ianuarie/ian februarie/feb martie/mar aprilie/apr mai iunie/iun iulie/iul august/aug septembrie/sept \
octombrie/oct noiembrie/nov decembrie/dec
siječnja/siječanj veljače/veljača ožujka/ožujak travnja/travanj svibnja/svibanj lipnja/lipanj \
srpnja/srpanj kolovoza/kolovoz rujna/rujan listopada prosinca/prosinac siječanj
januara/januar februara/februar marta/mart aprila/april maja/maj juna/jun jula/jul avgusta/avgust \
septembra/septembar oktobra/oktobar novembra/novembar decembra/decembar
января/янв февраля/фев марта/мар апреля/апр мая июня/июн июля/июл августа/авг сентября/сен октября/окт \
ноября/ноя декабря/дек
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
януари февруари март април май юни юли август септември октомври ноември декември
ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου \
δεκεμβρίου
ocak/oca şubat/şub mart/mar nisan/nis mayıs/may haziran/haz temmuz/tem ağustos/ağu eylül/eyl ekim/eki \
kasım/kas aralık/ara
ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר
يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
januari februari maret april mei juni juli agustus september oktober november desember
jaanuar/jaanuarini veebruar/veebruarini märts/märtsini aprill/aprillini mai/maini juuni/juunini \
juuli/juulini august/augustini september/septembrini oktoober/oktoobrini november/novembrini \
detsember/detsembrini
janvārim/janvāris februārim/februāris martam/marts aprīlim/aprīlis maijam/maijs jūnijam/jūnijs \
jūlijam/jūlijs augustam/augusts septembrim/septembris oktobrim/oktobris novembrim/novembris \
decembrim/decembris
sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio
"""

# One line per language, Monday first.
_WEEKDAYS = """
monday/mon tuesday/tue/tues wednesday/wed thursday/thu/thurs friday/fri saturday/sat sunday/sun
montag dienstag mittwoch donnerstag freitag samstag/sonnabend sonntag/so
lundi mardi mercredi jeudi vendredi samedi dimanche
lunes martes miércoles jueves viernes sábado domingo
segunda-feira/segunda terça-feira/terça quarta-feira/quarta quinta-feira/quinta sexta-feira/sexta sábado \
domingo
lunedì martedì mercoledì giovedì venerdì sabato domenica
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
mandag tirsdag onsdag torsdag fredag lørdag søndag
måndag tisdag onsdag torsdag fredag lördag söndag
maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina sunnuntaina
poniedziałku/poniedziałek wtorku/wtorek środy/środę czwartku/czwartek piątku/piątek soboty/sobotę \
niedzieli/niedzielę
pondělí úterý středy/středu čtvrtka/čtvrtek pátku/pátek soboty/sobotu neděle/neděli
понедельника/понедельник вторника/вторник среды/среду четверга/четверг пятницы/пятницу субботы/субботу \
воскресенья/воскресенье
"""


def _by_name(table: str) -> dict[str, int]:
    """Each name's place in its line, from 0. A name that means two things in two languages means nothing."""
    places: dict[str, set[int]] = {}
    for line in table.strip().casefold().splitlines():
        for place, names in enumerate(line.split()):
            for name in names.split("/"):
                places.setdefault(name, set()).add(place)
    return {name: found.pop() for name, found in places.items() if len(found) == 1}


MONTHS = {name: place + 1 for name, place in _by_name(_MONTHS).items()}
"""1 to 12 by month name, lower case."""

WEEKDAYS = _by_name(_WEEKDAYS)
"""0 (Monday) to 6 by weekday name, lower case."""
