"""The direction that a language is written in."""

# Languages and scripts written from the right: https://www.w3.org/International/questions/qa-scripts
RIGHT_TO_LEFT = frozenset('ar arc ckb dv fa he ks ps sd ug ur yi'.split())
RIGHT_TO_LEFT_SCRIPTS = frozenset('adlm arab hebr nkoo rohg syrc thaa'.split())


def direction(lang: str) -> str:
    """Return the direction a BCP 47 tag is written in, `rtl` or `ltr`; a script in the tag decides."""
    primary, *others = lang.lower().split('-')
    script = next((part for part in others if len(part) == 4 and part.isalpha()), None)
    return 'rtl' if (script in RIGHT_TO_LEFT_SCRIPTS if script else primary in RIGHT_TO_LEFT) else 'ltr'
