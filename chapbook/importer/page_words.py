"""The lines a web page puts around a text: whole lines, by the reason why they are dropped."""

SITES = (
    '(?:facebook|twitter|x|linkedin|reddit|tumblr|pinterest|pocket|telegram|whatsapp|skype|mastodon|bluesky|threads'
    '|instagram|youtube|e-?mail|print|copy link|flipboard|messenger|tiktok|rss)'
)
BUTTONS = (
    '(?:share|tweet|pin|post|save|like|listen|bookmark|comments?|subscribe|follow|more|gift(?: this)?(?: article)?'
    f'|(?:share )?(?:on|via) {SITES}|{SITES})'
)
# Patterns for lines that no author writes, whatever stands around them; letter case does not matter.
ALWAYS: dict[str, tuple[str, ...]] = {
    'a like button': (
        r'(?:%d|\d+) bloggers? like this:?',
        r'(?:likes?(?: this)?:?\s*)?loading(?:\.{2,3}|…)',
        r'like this:',
        r'liked by \d+ .{1,40}',
    ),
    'a share button': (
        r'click to (?:share|print|e-?mail)\b.{0,100}',
        rf'(?:share|tweet|post|pin)(?: this)?(?: (?:on|via|to|with) {SITES})+',
        r'share (?:this|it)(?: (?:article|post|page|story|with your friends))?:?',
        r'share:|tweet this|spread the word:?|teilen:|partager\s?:?|compartir:?|condividi:?|\d+ shares?',
        rf'(?:share|tweet|post|pin|{SITES})(?:[\s|·•/,]+(?:share|tweet|post|pin|on|via|{SITES}))+',
        # Buttons in a row, one of which is surely one.
        rf'(?=.*\b(?:share|tweet|{SITES})\b)(?:{BUTTONS})(?:[\s|•·/,]+(?:{BUTTONS})){{1,12}}',
        # The pictures on buttons, as they are copied: f t in ✉
        r'(?=.*[\u2190-\u2bff\ue000-\uf8ff\U0001f300-\U0001faff])(?:(?:[^\W\d_]|in|[^\w\s])\s+){2,}(?:[^\W\d_]|in|[^\w\s])',
        r'email a link to a friend',
        r'.{0,60}\(opens in (?:a )?new (?:window|tab)\)',
    ),
    'a link for finding one’s way on the page': (
        r'(?:(?:skip|jump) to (?:main )?(?:content|navigation|search)\s?)+',
        r'(?:.{1,40} \| )?top of (?:the )?page',
        r'zum inhalt springen|aller au contenu|saltar al contenido',
        r'(?:back|return|scroll) to (?:the )?top|nach oben|haut de page',
        r'(?:toggle|open|close|main) (?:menu|navigation|search)',
    ),
    'a link to another page': (
        r'(?:[←«<]\s*)?previous (?:post|article|page|entry)(?:\s*:.{0,80})?',
        r'next (?:post|article|page|entry)(?:\s*[:→»>].{0,80})?',
        r'read (?:more|on|the full (?:article|story))(?:\s*(?:…|\.{3}|»|→|>))?',
        r'continue reading(?:\s*[“"→…»>:].{0,80})?',
        r'weiterlesen.{0,3}|lire la suite.{0,3}|leer más',
        r'(?:read (?:more|also|next)|related|also read):\s.{1,120}',
        r'(?:related|more|similar|recommended|popular|recent) (?:posts?|articles?|stories)',
        r'you may also like.{0,20}|more from .{1,40}|most read|trending(?: now)?',
    ),
    'where a library’s file begins and ends': (r'\*{3}\s*(?:start|end) of .{3,120}\*{3}',),
    'an advertisement': (
        r'advertisements?|adverti[sz]ing|advert|ads? by .{1,30}|sponsored(?: content)?|report this ad',
        r'werbung|anzeige|publicité|publicidad|pubblicità',
        r'(?:story|article) continues below(?: advertisement)?',
    ),
    'asks readers to subscribe or to give': (
        r'subscribe(?: (?:now|today|here|to (?:our|the) .{1,60}))?[!.]?',
        r'sign up (?:for|to) (?:our|the) .{1,60}',
        r'(?:join|get) our (?:newsletter|mailing list)[!.]?|newsletter|abonnieren|s’abonner|suscríbete',
        r'(?:enter )?your e-?mail(?: address)?:?',
        r'follow (?:us|this blog)(?: (?:on|via) .{1,60})?|support us|donate(?: now| today)?[!.]?',
    ),
    'a cookie notice': (
        r'(?:(?:this|our|the) (?:web)?site|we) uses? (?:essential )?cookies\b.{0,250}',
        r'(?:accept|reject|manage)(?: all)? cookies|cookie (?:policy|settings|notice|preferences)',
        r'privacy (?:&|and) cookies:.{0,250}',
        r'by continuing to (?:use|browse) (?:this|our) (?:web)?site.{0,250}',
        r'diese (?:web)?seite verwendet cookies.{0,250}',
    ),
    'belongs to the comments': (
        r'(?:leave|post|add|write) a (?:comment|reply)',
        r'(?:\d+|no|one) (?:comments?|responses?|replies)(?: on .{1,100})?',
        r'comments? (?:are )?(?:closed|off|disabled).{0,20}',
        r'kommentar (?:hinterlassen|schreiben)|laisser un commentaire|deja un comentario',
        r'log in to (?:reply|comment)|reply|reblog|cancel reply|leave a reply cancel reply',
        r'your e-?mail address will not be published.{0,60}|required fields are marked.{0,5}',
        r'(?:\d+|one|two|three) thoughts? on [“"].{1,120}',
    ),
    'how the page files the text': (
        r'(?:posted in|filed under):?\s.{1,120}',
        r'categor(?:y|ies):\s.{1,80}',
        r'(?:bookmark the )?permalink\.?',
    ),
    'how long the page says it takes to read': (
        r'(?:estimated )?(?:reading|read) time:?.{1,20}',
        r'\d+[ -]min(?:ute)?s?(?: read)?',
    ),
    'says what the page runs on': (
        r'(?:proudly )?powered by \w[\w .]{1,30}',
        r'(?:create|start) (?:your|a) (?:free )?(?:web ?site|blog)(?: (?:at|with|on) .{1,30})?',
        r'theme: .{1,40} by .{1,30}|blog at wordpress\.com\.?',
    ),
    'says which library the text comes from': (
        r'from wikipedia, the free encyclopedia',
        r'the project gutenberg e-?book of .{1,120}',
        r'(?:\*{3} ?)?(?:start|end) of (?:the|this) project gutenberg e-?book.{0,120}',
    ),
    'a button of the page': (
        r'(?:print|download|save)(?: this)? (?:article|page|post|pdf|as pdf)|printer[- ]friendly(?: version)?',
        r'listen to this (?:article|story)|view (?:all posts|comments|profile)(?: by .{1,40})?',
        r'text size(?:\s*[a+-])*|(?:in|de)crease font size',
    ),
}
# Words a text may well contain: dropped only beside other lines of this kind.
IN_COMPANY = (
    r'menu|home|about(?: us)?|contact(?: us)?|search(?: for)?:?|archives?|share|tweet|like|follow|login|log in|sign in',
    r'save|listen|bookmark',
    r'sign up|register|more|related|comments?|terms(?: (?:of|and) \w+)?|privacy(?: policy)?|sitemap|faq|shop|events',
    r'previous|next|close|blog|news|categories|tags|loading|edit|×|»|«|\|',
    SITES,
)
TAGS = r'(?:tags?|tagged(?: (?:with|as))?|keywords|schlagw(?:orte|örter)|mots[- ]clés|etiquetas)\s?:\s*(.{1,200})'
