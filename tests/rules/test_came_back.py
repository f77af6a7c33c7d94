"""What is back may be the printer or the error: whoever says that the trouble is back is never taken for settled."""

from __future__ import annotations

import pytest

from frontdesk.rules.customers.thanks import is_plain_thanks, says_later, says_settled, says_still_broken

TROUBLE_IS_BACK = """
The problem is back | The error is back again | It's back. | The problem came back | Same problem again
The fault has returned | It stopped working again | It is doing it again | The noise is back
Thanks, but the error is back | And it's back | The error message appears again
Now it prints everything twice | It works only sometimes
Das Problem ist wieder da | Der Fehler ist wieder da | Problem wieder da | Ist wieder da | Das Problem ist zurück
Die Fehlermeldung kommt wieder | Das Geräusch ist wieder da | Das Druckerproblem ist wieder da
Er druckt wieder doppelt
Der Fehler tritt wieder auf | Leider ist es wieder da | Danke. Jetzt ist das Problem wieder da
Le problème est revenu | Le problème est de retour | L'erreur est de nouveau là | C'est revenu | Ça recommence
El problema ha vuelto | Ha vuelto el error | Otra vez lo mismo | Vuelve a fallar
Il problema è tornato | È tornato l'errore | Di nuovo lo stesso problema
Het probleem is terug | De fout is er weer | Hij print weer dubbel
Problem wrócił | Błąd znowu się pojawia | Znowu to samo
O problema voltou | O erro voltou | De novo o mesmo | Voltou a acontecer
"""
ALL_IS_WELL = """
Thanks, works now | It's back to normal, thanks | The printer is back online | It's back up, thank you
We're back online, thanks! | Yes, you can close the ticket | Problem solved
Internet ist wieder da, danke | Der Drucker ist wieder da | Alles wieder da, danke | Ja, alles geklärt.
Ist geklärt, danke
Danke, du kannst das Ticket schließen. | Sie können das Ticket schließen | Jetzt klappt's | Problem gelöst, danke
Kann geschlossen werden | Nein, sonst nichts. Danke!
Tout est rentré dans l'ordre | Vous pouvez clôturer, merci | Problème résolu | Ça remarche, merci
Pueden cerrarlo, gracias | Problema resuelto | Nada más, gracias | No, è tutto a posto | Problema risolto
Werkt weer, dank | U kunt het ticket sluiten | Prima, bedankt voor de snelle hulp | Opgelost, bedankt
Proszę zamknąć zgłoszenie | Tak, wszystko załatwione | Problem rozwiązany | Podem fechar, obrigado | Problema resolvido
"""


def phrases(table: str) -> list[str]:
    return [phrase.strip() for line in table.strip().splitlines() for phrase in line.split("|")]


@pytest.mark.parametrize("text", phrases(TROUBLE_IS_BACK))
def test_trouble_that_is_back_is_heard(text: str) -> None:
    assert not is_plain_thanks(text)
    assert not says_settled(text)
    assert not says_later(text)


@pytest.mark.parametrize(
    "text", ["The problem is back", "Der Fehler ist wieder da", "O erro voltou", "It's back again"]
)
def test_it_is_an_answer_that_says_no(text: str) -> None:
    assert says_still_broken(text)


@pytest.mark.parametrize("text", phrases(ALL_IS_WELL))
def test_what_is_well_reopens_nothing(text: str) -> None:
    assert is_plain_thanks(text)
    assert not says_still_broken(text)
