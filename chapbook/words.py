"""The words the program itself adds to a text, by language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from string import Formatter


@dataclass(frozen=True, slots=True)
class Words:
    """What an edition says around a text; `{}` stands for a name or number."""

    contents: str
    notes: str
    note: str
    close: str
    cover: str
    imprint: str
    colophon: str
    back_cover: str
    skip: str
    edited_by: str
    translated_by: str
    illustrated_by: str
    designed_by: str
    photographs_by: str
    first_made: str
    made_with: str
    set_in: str
    addresses: str
    large_print: str
    source_inside: str
    source_within: str
    pass_on: str
    copy_link: str
    copied: str
    scan: str
    join: str
    password: str
    then_open: str
    back: str
    landmarks: str
    pages: str
    printed: str
    text: str
    access_text: str
    access_described: str
    access_undescribed: str
    access_notes: str
    access_unchecked: str
    access_certified: str


ENGLISH = Words(
    contents='Contents',
    notes='Notes',
    note='Note {}',
    close='Close',
    cover='Cover',
    imprint='Imprint',
    colophon='Colophon',
    back_cover='Back cover',
    skip='Skip to the text',
    edited_by='Edited by {}',
    translated_by='Translated by {}',
    illustrated_by='Illustrated by {}',
    designed_by='Designed by {}',
    photographs_by='Photographs by {}',
    first_made='Published {}',
    made_with='Made with chapbook {} from a Markdown text.',
    set_in='Set in {}.',
    addresses='Addresses',
    large_print='Large print: {} points or more, set by the Clear Print guidance of the RNIB.',
    source_inside='The text it was made from is attached to the PDF: print it again, correct it, translate it.',
    source_within='The text it was made from is inside this file: print it again, correct it, translate it.',
    pass_on='When you have read this, pass it on.',
    copy_link='Copy a link to these words',
    copied='The link is copied.',
    scan='Read it on your phone: point the camera here.',
    join='Join the Wi-Fi',
    password='Password',
    then_open='Then open the page',
    back='Back to the text',
    landmarks='Landmarks',
    pages='Pages of the printed edition',
    printed='{}, printed on {}, {} pages',
    text='Text',
    access_text='The words can be read by eye, by ear or by touch, in one order and by way of a table of contents.',
    access_described='Every picture has a description.',
    access_undescribed='Some pictures have no description.',
    access_notes='Notes are linked to their places in the text and back.',
    access_unchecked='Nobody has certified this edition.',
    access_certified='{} has certified that it conforms to EPUB Accessibility 1.1 and WCAG 2.2, level AA.',
)
GERMAN = Words(
    contents='Inhalt',
    notes='Anmerkungen',
    note='Anmerkung {}',
    close='Schließen',
    cover='Umschlag',
    imprint='Impressum',
    colophon='Kolophon',
    back_cover='Rückseite',
    skip='Zum Text springen',
    edited_by='Herausgegeben von {}',
    translated_by='Übersetzt von {}',
    illustrated_by='Illustriert von {}',
    designed_by='Gestaltet von {}',
    photographs_by='Fotografien von {}',
    first_made='Erschienen {}',
    made_with='Mit chapbook {} aus einem Markdown-Text gemacht.',
    set_in='Gesetzt aus der {}.',
    addresses='Adressen',
    large_print='Großdruck: mindestens {} Punkt, nach den Clear-Print-Leitlinien des Blindenverbands RNIB.',
    source_inside='Der Ausgangstext liegt dem PDF bei: zum Nachdrucken, Verbessern, Übersetzen.',
    source_within='Der Ausgangstext steckt in dieser Datei: zum Nachdrucken, Verbessern, Übersetzen.',
    pass_on='Nach dem Lesen weitergeben.',
    copy_link='Link auf diese Worte kopieren',
    copied='Der Link ist kopiert.',
    scan='Auf dem Telefon lesen: die Kamera hierauf richten.',
    join='Mit dem WLAN verbinden',
    password='Passwort',
    then_open='Dann die Seite öffnen',
    back='Zurück zum Text',
    landmarks='Wegmarken',
    pages='Seiten der gedruckten Ausgabe',
    printed='{}, gedruckt auf {}, {} Seiten',
    text='Text',
    access_text='Die Wörter lassen sich sehend, hörend oder tastend lesen, auch über ein Inhaltsverzeichnis.',
    access_described='Jedes Bild ist beschrieben.',
    access_undescribed='Nicht alle Bilder sind beschrieben.',
    access_notes='Anmerkungen sind mit ihren Stellen im Text verbunden und zurück.',
    access_unchecked='Niemand hat diese Ausgabe zertifiziert.',
    access_certified='{} bestätigt, dass sie EPUB Accessibility 1.1 und WCAG 2.2 (Stufe AA) entspricht.',
)
FRENCH = Words(
    contents='Table des matières',
    notes='Notes',
    note='Note {}',
    close='Fermer',
    cover='Couverture',
    imprint='Mentions légales',
    colophon='Colophon',
    back_cover='Quatrième de couverture',
    skip='Aller au texte',
    edited_by='Édité par {}',
    translated_by='Traduit par {}',
    illustrated_by='Illustré par {}',
    designed_by='Mis en pages par {}',
    photographs_by='Photographies de {}',
    first_made='Parution\u00a0: {}',
    made_with='Fait avec chapbook {} à partir d’un texte en Markdown.',
    set_in='Composé en {}.',
    addresses='Adresses',
    large_print='Gros caractères : {} points au moins, selon les recommandations « Clear Print » du RNIB.',
    source_inside='Le texte source est joint au PDF\u00a0: réimprimez-le, corrigez-le, traduisez-le.',
    source_within='Le texte source est dans ce fichier\u00a0: réimprimez-le, corrigez-le, traduisez-le.',
    pass_on='Après lecture, faites passer.',
    copy_link='Copier un lien vers ces mots',
    copied='Le lien est copié.',
    scan='À lire sur votre téléphone\u00a0: visez ici avec l’appareil photo.',
    join='Rejoindre le Wi-Fi',
    password='Mot de passe',
    then_open='Puis ouvrir la page',
    back='Retour au texte',
    landmarks='Repères',
    pages='Pages de l’édition imprimée',
    printed='{}, imprimé en {}, {} pages',
    text='Texte',
    access_text='Les mots se lisent par la vue, l’ouïe ou le toucher, dans l’ordre et par une table des matières.',
    access_described='Chaque image est décrite.',
    access_undescribed='Certaines images ne sont pas décrites.',
    access_notes='Les notes sont liées à leurs appels et renvoient au texte.',
    access_unchecked='Personne n’a certifié cette édition.',
    access_certified='{} certifie sa conformité à EPUB Accessibility 1.1 et aux WCAG 2.2, niveau AA.',
)
SPANISH = Words(
    contents='Índice',
    notes='Notas',
    note='Nota {}',
    close='Cerrar',
    cover='Cubierta',
    imprint='Créditos',
    colophon='Colofón',
    back_cover='Contracubierta',
    skip='Ir al texto',
    edited_by='Edición de {}',
    translated_by='Traducción de {}',
    illustrated_by='Ilustraciones de {}',
    designed_by='Diseño de {}',
    photographs_by='Fotografías de {}',
    first_made='Publicado: {}',
    made_with='Hecho con chapbook {} a partir de un texto en Markdown.',
    set_in='Compuesto en {}.',
    addresses='Direcciones',
    large_print='Letra grande: {} puntos o más, según las pautas «Clear Print» del RNIB.',
    source_inside='El texto de origen va adjunto al PDF: imprímelo de nuevo, corrígelo, tradúcelo.',
    source_within='El texto de origen va dentro de este archivo: imprímelo de nuevo, corrígelo, tradúcelo.',
    pass_on='Cuando lo hayas leído, pásalo.',
    copy_link='Copiar un enlace a estas palabras',
    copied='El enlace está copiado.',
    scan='Léelo en el teléfono: apunta aquí con la cámara.',
    join='Conéctate al wifi',
    password='Contraseña',
    then_open='Luego abre la página',
    back='Volver al texto',
    landmarks='Puntos de referencia',
    pages='Páginas de la edición impresa',
    printed='{}, impreso en {}, {} páginas',
    text='Texto',
    access_text='Las palabras pueden leerse con la vista, el oído o el tacto, en un solo orden y mediante un índice.',
    access_described='Cada imagen tiene una descripción.',
    access_undescribed='Algunas imágenes no tienen descripción.',
    access_notes='Las notas están enlazadas con su lugar en el texto y de vuelta.',
    access_unchecked='Nadie ha certificado esta edición.',
    access_certified='{} certifica que cumple EPUB Accessibility 1.1 y las WCAG 2.2, nivel AA.',
)
ITALIAN = Words(
    contents='Indice',
    notes='Note',
    note='Nota {}',
    close='Chiudi',
    cover='Copertina',
    imprint='Informazioni editoriali',
    colophon='Colophon',
    back_cover='Quarta di copertina',
    skip='Vai al testo',
    edited_by='A cura di {}',
    translated_by='Traduzione di {}',
    illustrated_by='Illustrazioni di {}',
    designed_by='Progetto grafico di {}',
    photographs_by='Fotografie di {}',
    first_made='Pubblicazione: {}',
    made_with='Realizzato con chapbook {} a partire da un testo in Markdown.',
    set_in='Composto in {}.',
    addresses='Indirizzi',
    large_print='Caratteri grandi: almeno {} punti, secondo le linee guida «Clear Print» del RNIB.',
    source_inside='Il testo sorgente è allegato al PDF: ristampalo, correggilo, traducilo.',
    source_within='Il testo sorgente è dentro questo file: ristampalo, correggilo, traducilo.',
    pass_on='Dopo averlo letto, passalo ad altri.',
    copy_link='Copia un link a queste parole',
    copied='Il link è copiato.',
    scan='Per leggere sul telefono: inquadra qui con la fotocamera.',
    join='Collegati al Wi-Fi',
    password='Password',
    then_open='Poi apri la pagina',
    back='Torna al testo',
    landmarks='Punti di riferimento',
    pages='Pagine dell’edizione a stampa',
    printed='{}, stampato in {}, {} pagine',
    text='Testo',
    access_text='Le parole si leggono con la vista, l’udito o il tatto, in un solo ordine e anche tramite un indice.',
    access_described='Ogni immagine ha una descrizione.',
    access_undescribed='Alcune immagini non hanno una descrizione.',
    access_notes='Le note sono collegate ai loro richiami nel testo e viceversa.',
    access_unchecked='Nessuno ha certificato questa edizione.',
    access_certified='{} ne certifica la conformità a EPUB Accessibility 1.1 e alle WCAG 2.2, livello AA.',
)
LANGUAGES = {'en': ENGLISH, 'de': GERMAN, 'fr': FRENCH, 'es': SPANISH, 'it': ITALIAN}

# How each language writes a month, and a date from day {d}, month {m} and year {y}.
MONTHS = {
    'en': 'January February March April May June July August September October November December',
    'de': 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember',
    'fr': 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre',
    'es': 'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre',
    'it': 'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre',
}
DATES = {'en': '{d} {m} {y}', 'de': '{d}. {m} {y}', 'fr': '{d} {m} {y}', 'es': '{d} de {m} de {y}', 'it': '{d} {m} {y}'}
# How the first of a month is written where it is no plain number.
FIRSTS = {'fr': '1er', 'it': '1º'}
MONTH_DATES = {'en': '{m} {y}', 'de': '{m} {y}', 'fr': '{m} {y}', 'es': '{m} de {y}', 'it': '{m} {y}'}


def speaks(lang: str) -> bool:
    """Tell whether there are words for a BCP 47 tag."""
    return lang.partition('-')[0].lower() in LANGUAGES


def words_for(lang: str, own: Sequence[tuple[str, str]] = ()) -> tuple[Words, str]:
    """Return the words for a BCP 47 tag and the language they are in: English where there are none of its own.

    `own` are words that a text brings along, by field: they are in its language, and stand in the place of ours.
    """
    primary = lang.partition('-')[0].lower()
    words = replace(LANGUAGES.get(primary, ENGLISH), **dict(own))
    return words, primary if own or primary in LANGUAGES else 'en'


def missing(lang: str, own: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return the names of words that stand in English in a text of a BCP 47 tag which brings `own` along."""
    brought = {name for name, _ in own}
    return () if speaks(lang) else tuple(field.name for field in fields(Words) if field.name not in brought)


def blanks(words: str) -> tuple[str, ...]:
    """Return the blanks in words, in order; raises ValueError where braces are open."""
    return tuple(name for _, name, _, _ in Formatter().parse(words) if name is not None)


def format_date(written: str, lang: str) -> str:
    """Return an ISO date as its language writes it, and any other date as the author wrote it."""
    # The hour, which other programs note as well, is for no reader.
    match = re.fullmatch(r'(\d{4})-(\d{2})(?:-(\d{2})(?:[T ]\d{2}:\d{2}.*)?)?', written)
    primary = words_for(lang)[1]
    if match is None or primary != lang.partition('-')[0].lower():
        return written
    year, month, day = int(match[1]), int(match[2]), int(match[3] or 1)
    try:
        date(year, month, day)
    except ValueError:
        return written
    pattern = (DATES if match[3] else MONTH_DATES)[primary]
    if lang.lower() == 'en-us' and match[3]:
        pattern = '{m} {d}, {y}'
    first = FIRSTS.get(primary, day) if day == 1 else day
    return pattern.format(d=first, m=MONTHS[primary].split()[month - 1], y=year)
