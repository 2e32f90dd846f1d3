"""What languages call themselves, for a reader who looks for their own."""

# ISO 639 code, then the name as the language writes it (CLDR).
NAMES = {
    'af': 'Afrikaans', 'ar': 'العربية', 'be': 'Беларуская', 'bg': 'Български', 'bn': 'বাংলা', 'br': 'Brezhoneg',
    'ca': 'Català', 'cs': 'Čeština', 'cy': 'Cymraeg', 'da': 'Dansk', 'de': 'Deutsch', 'el': 'Ελληνικά',
    'en': 'English', 'eo': 'Esperanto', 'es': 'Español', 'et': 'Eesti', 'eu': 'Euskara', 'fa': 'فارسی',
    'fi': 'Suomi', 'fr': 'Français', 'ga': 'Gaeilge', 'gl': 'Galego', 'he': 'עברית', 'hi': 'हिन्दी',
    'hr': 'Hrvatski', 'hu': 'Magyar', 'hy': 'Հայերեն', 'id': 'Indonesia', 'is': 'Íslenska', 'it': 'Italiano',
    'ja': '日本語', 'ka': 'ქართული', 'ko': '한국어', 'ku': 'Kurdî', 'la': 'Latina', 'lt': 'Lietuvių',
    'lv': 'Latviešu', 'mk': 'Македонски', 'ms': 'Melayu', 'nb': 'Norsk bokmål', 'nl': 'Nederlands',
    'nn': 'Norsk nynorsk', 'no': 'Norsk', 'oc': 'Occitan', 'pa': 'ਪੰਜਾਬੀ', 'pl': 'Polski', 'pt': 'Português',
    'ro': 'Română', 'ru': 'Русский', 'sk': 'Slovenčina', 'sl': 'Slovenščina', 'sq': 'Shqip', 'sr': 'Српски',
    'sv': 'Svenska', 'sw': 'Kiswahili', 'ta': 'தமிழ்', 'te': 'తెలుగు', 'th': 'ไทย', 'tl': 'Tagalog',
    'tr': 'Türkçe', 'uk': 'Українська', 'ur': 'اردو', 'vi': 'Tiếng Việt', 'yi': 'ייִדיש', 'zh': '中文',
}  # fmt: skip


def language_name(lang: str) -> str:
    """Return what the language of a BCP 47 tag calls itself, the tag where that is not known."""
    return NAMES.get(lang.partition('-')[0].lower(), lang)
