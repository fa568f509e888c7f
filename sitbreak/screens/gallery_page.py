"""A web page with all routines: one file and a folder of figures, for any browser, without a network.

It follows the reader's wish for a dark page and for no motion. Every figure has an alternative text that says
what is done (rule A9).
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sitbreak import routine_words
from sitbreak.core.loops import main_step
from sitbreak.core.playing import script
from sitbreak.core.routines import BodyPosture
from sitbreak.settings.choices import equipment, exclusions
from sitbreak.words import _, exact_duration, fill

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from sitbreak.core.routines import Routine
    from sitbreak.settings.choices import Choice

FIGURES = "figures"  # the folder beside the page
LIGHT, DARK = "light", "dark"


def page(routines: Sequence[Routine], size_px: tuple[int, int]) -> str:
    """The page. Its figures are *size_px* large and lie at :func:`figure`."""
    title = _("Short movements for people who sit")
    return "".join(
        [
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            '<meta name="color-scheme" content="light dark">\n',
            f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n",
            *_header(title, routines),
            "<main>\n",
            *(part for posture, these in grouped(routines) for part in _group(posture, these, size_px)),
            "</main>\n</body>\n</html>\n",
        ]
    )


def figure(routine: Routine, theme: str, ending: str) -> str:
    """Where a figure lies, beside the page. *theme* is light or dark; *ending* gif, or png where it rests."""
    return f"{FIGURES}/{routine.id}-{theme}.{ending}"


def grouped(routines: Iterable[Routine]) -> Iterator[tuple[BodyPosture, list[Routine]]]:
    """The routines of each posture that has any."""
    every = list(routines)
    for posture in BodyPosture:
        if these := [routine for routine in every if routine.posture is posture]:
            yield posture, these


def heading(posture: BodyPosture) -> str:
    return {
        BodyPosture.STANDING: _("Standing"),
        BodyPosture.CHAIR: _("On a chair"),
        BodyPosture.KNEELING: _("Kneeling"),
        BodyPosture.FLOOR: _("On the floor"),
        BodyPosture.TABLE: _("On a bed or a table"),
    }[posture]


def _header(title: str, routines: Sequence[Routine]) -> Iterator[str]:
    lead = _("A minute or so each, in your own clothes and at your own pace. Small is fine, too.")
    notice = _(
        "No clinician has reviewed these routines. They are ideas for gentle movement, not medical advice."
        " A mild pull or a tired muscle is fine."
        " Anything sharp, spreading, numb or dizzy is a reason to stop."
    )
    yield f'<header>\n<p class="name">sitbreak</p>\n<h1>{_text(title)}</h1>\n'
    yield f'<p class="lead">{_text(lead)}</p>\n<p class="notice">{_text(notice)}</p>\n'
    yield f'<nav aria-label="{_text(_("Where they are done"))}">\n<ul>\n'
    for posture, these in grouped(routines):
        name = _text(heading(posture))
        yield f'<li><a href="#{posture.value}">{name} <span>{len(these)}</span></a></li>\n'
    yield "</ul>\n</nav>\n</header>\n"


def _group(posture: BodyPosture, routines: Sequence[Routine], size_px: tuple[int, int]) -> Iterator[str]:
    yield f'<section id="{posture.value}">\n<h2>{_text(heading(posture))}</h2>\n<div class="cards">\n'
    for routine in routines:
        yield from _card(routine, size_px)
    yield "</div>\n</section>\n"


def _card(routine: Routine, size_px: tuple[int, int]) -> Iterator[str]:
    yield f'<article id="{_text(routine.id)}">\n{_picture(routine, size_px)}<div class="about">\n'
    yield f"<h3>{_text(routine.title)}</h3>\n<p>{_text(routine.summary)}</p>\n"
    facts = [exact_duration(routine.total_seconds), routine_words.level(routine.level)]
    yield f'<p class="facts">{_text(" · ".join(facts))}</p>\n'
    if needs := _labels(equipment(), [item.value for item in routine.equipment]):
        yield f'<p class="needs">{_text(" + ".join(needs))}</p>\n'
    for caution in routine.cautions:
        yield f'<p class="care">{_text(caution)}</p>\n'
    yield f"<details>\n<summary>{_text(_('Step by step'))}</summary>\n<ol>\n"
    for step in script(routine.steps, "right"):  # as the figure shows it
        yield f"<li><b>{_text(exact_duration(step.seconds))}</b> {_text(step.cue)}</li>\n"
    yield f"</ol>\n<p>{_text(routine.breathing)}</p>\n<p>{_text(routine.why)}</p>\n"
    yield from _list(_("Not for whoever says"), _labels(exclusions(), routine.conflicts))
    yield from _list(_("Stop"), [routine_words.stop_sign(sign) for sign in routine.stop_signs])
    yield "</details>\n</div>\n</article>\n"


def _list(title: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        listed = "".join(f"<li>{_text(item)}</li>\n" for item in items)
        yield f"<h4>{_text(title)}</h4>\n<ul>\n{listed}</ul>\n"


def _labels(choices: Iterable[Choice], values: Container[object]) -> list[str]:
    """What the choices among *values* are called."""
    return [choice.label for choice in choices if choice.value in values]


def _picture(routine: Routine, size_px: tuple[int, int]) -> str:
    cue = main_step(script(routine.steps, "right")).cue
    text = fill(_("A drawn figure shows {title}: {cue}"), title=routine.title.lower(), cue=cue)
    still, dark = "(prefers-reduced-motion: reduce)", "(prefers-color-scheme: dark)"
    sources = [
        (f"{still} and {dark}", figure(routine, DARK, "png")),
        (still, figure(routine, LIGHT, "png")),
        (dark, figure(routine, DARK, "gif")),
    ]
    listed = "".join(f'<source media="{media}" srcset="{file}">\n' for media, file in sources)
    width, height = size_px
    return (
        f'<picture>\n{listed}<img src="{figure(routine, LIGHT, "gif")}" width="{width}" height="{height}"'
        f' loading="lazy" alt="{_text(text)}">\n</picture>\n'
    )


def _text(text: str) -> str:
    return escape(text, quote=True)


_STYLE = """
:root { --ground: #f6f6f3; --card: #ffffff; --line: #dedfda; --text: #1f2629; --muted: #566064;
  --accent: #006964; --warm: #8a4600; --warm-ground: #fbf0df; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #1d2224; --card: #272d30; --line: #3a4246; --text: #eef1f0; --muted: #aab5b6;
    --accent: #5ed6c8; --warm: #ffc069; --warm-ground: #3b3020; }
}
* { box-sizing: border-box; margin: 0; }
html { scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { background: var(--ground); color: var(--text); font: 1rem/1.55 system-ui, "Noto Sans", sans-serif;
  padding: clamp(1.25rem, 4vw, 3.5rem); max-width: 84rem; margin: 0 auto; }
h1, h2, h3 { line-height: 1.15; text-wrap: balance; }
.name { color: var(--accent); font-weight: 650; letter-spacing: .02em; }
h1 { font-size: clamp(2rem, 5vw, 3.25rem); font-weight: 700; letter-spacing: -.02em; max-width: 18ch;
  margin: .4rem 0 1rem; }
.lead { font-size: 1.2rem; color: var(--muted); max-width: 46ch; }
.notice { margin: 1.5rem 0; max-width: 68ch; padding: .9rem 1.1rem; border-radius: .75rem;
  background: var(--warm-ground); color: var(--warm); }
nav ul { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; padding: 0; }
nav a { display: block; padding: .4rem .9rem; border: 1px solid var(--line); border-radius: 2rem;
  background: var(--card); color: var(--text); text-decoration: none; }
nav a:hover { border-color: var(--accent); color: var(--accent); }
nav span { color: var(--muted); font-variant-numeric: tabular-nums; margin-left: .2rem; }
a:focus-visible, summary:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
section { padding-top: clamp(2.5rem, 6vw, 4rem); }
h2 { font-size: 1.6rem; letter-spacing: -.01em; margin-bottom: 1.25rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(18rem, 100%), 1fr));
  gap: 1.25rem; align-items: start; }
article { background: var(--card); border: 1px solid var(--line); border-radius: 1rem; overflow: hidden;
  scroll-margin-top: 1rem; }
article img { display: block; width: 100%; height: auto; }
.about { padding: .25rem 1.25rem 1.1rem; display: grid; gap: .45rem; }
h3 { font-size: 1.15rem; }
h4 { font-size: .9rem; margin-top: .6rem; }
.facts, .needs { color: var(--muted); font-size: .9rem; }
.facts { font-variant-numeric: tabular-nums; color: var(--accent); font-weight: 600; }
.care { color: var(--warm); font-size: .9rem; padding-left: .75rem; border-left: 3px solid currentColor; }
summary { cursor: pointer; color: var(--accent); font-weight: 600; padding: .2rem 0; width: max-content; }
details { font-size: .93rem; }
details ol, details ul { padding-left: 1.2rem; }
details ol { display: grid; gap: .35rem; margin: .3rem 0 .6rem; }
details p { color: var(--muted); margin-bottom: .3rem; }
details b { font-variant-numeric: tabular-nums; font-weight: 600; }
@media print { details { display: none; } article { break-inside: avoid; } }
"""
