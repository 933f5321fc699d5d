"""Reading pages the way a browser does: their forms, and what every page must have."""

from collections import defaultdict
from itertools import pairwise

from lxml import html

DATA = "application/ld+json"  # a block that browsers do not run
BUTTONS = {"submit", "button", "image", "reset"}


def parse(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return html.fromstring(content.decode())


def page_form(tree):
    """The page's own form: the one that carries a key; None on pages that only read."""
    found = tree.xpath("//main//form[.//input[@name='_key']]")
    return found[0] if found else None


def fields(form) -> dict[str, list[str]]:
    """What the form would send if its button were pressed now."""
    sent = defaultdict(list)
    for one in form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]"):
        name, kind = one.get("name"), one.get("type", "text")
        if one.tag == "select":
            sent[name] += [o.get("value", "") for o in one.xpath(".//option[@selected]")]
        elif one.tag == "textarea":
            sent[name].append((one.text or "").removeprefix("\n"))
        elif kind in {"checkbox", "radio"}:
            if one.get("checked") is not None:
                sent[name].append(one.get("value", "on"))
        elif kind not in BUTTONS and kind != "file":
            sent[name].append(one.get("value", ""))
    return dict(sent)


def typed_names(form) -> list[str]:
    """The names a person types or chooses; hidden ones and buttons left out, in page order, each once."""
    names = [
        one.get("name")
        for one in form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]")
        if one.get("type", "text") not in BUTTONS | {"hidden"}
    ]
    return list(dict.fromkeys(names))


def typed_value(form, name: str) -> str | None:
    """What stands in a text field or area now; None where the field is of another kind."""
    area = form.xpath(f".//textarea[@name='{name}']")
    if area:
        return (area[0].text or "").removeprefix("\n")
    field = form.xpath(f".//input[@name='{name}'][@type='text' or @type='email' or @type='search' or not(@type)]")
    return field[0].get("value", "") if field else None


def faults(tree) -> list[str]:
    """What is wrong with a page's structure; axe finds none of these."""
    found = []
    if len(tree.xpath("//h1")) != 1:
        found.append(f"{len(tree.xpath('//h1'))} h1 instead of one")
    if not (tree.findtext(".//title") or "").strip():
        found.append("no title")
    found += [f"table without caption or heading: {_near(t)}" for t in tree.xpath("//table") if not _named(t)]
    found += [f"th without scope: {_near(th)}" for th in tree.xpath("//th[not(@scope)]")]
    found += [f"style attribute: {_near(e)}" for e in tree.xpath("//*[@style]")]
    found += [f"inline script: {_near(e)}" for e in tree.xpath(f"//script[not(@src)][not(@type='{DATA}')]")]
    found += [f"inline style element: {_near(e)}" for e in tree.xpath("//style")]
    found += [
        f"event attribute {name}: {_near(e)}"
        for e in tree.iter()
        if isinstance(e.tag, str)
        for name in e.attrib
        if name.startswith("on")
    ]
    found += [f"data: image: {_near(e)}" for e in tree.xpath("//*[starts-with(@src, 'data:')]")]
    ids = [e.get("id") for e in tree.xpath("//*[@id]")]
    found += [f"id used twice: {one}" for one in sorted({i for i in ids if ids.count(i) > 1})]
    for control in tree.xpath("//main//input[@name] | //main//select[@name] | //main//textarea[@name]"):
        if control.get("type") in BUTTONS | {"hidden"} or control.get("hidden") is not None:
            continue
        if not _labelled(tree, control):
            found.append(f"no label: {_near(control)}")
    found += [
        f"label without words of its own: {_near(e)}" for e in tree.xpath("//label[contains(., '[invalid name]')]")
    ]
    for points in ("aria-describedby", "aria-labelledby"):
        for element in tree.xpath(f"//*[@{points}]"):
            found += [f"{points} to nothing: {one}" for one in element.get(points).split() if one not in ids]
    levels = [int(e.tag[1]) for e in tree.iter() if isinstance(e.tag, str) and e.tag in {"h1", "h2", "h3", "h4", "h5"}]
    found += [f"heading jumps from h{a} to h{b}" for a, b in pairwise(levels) if b > a + 1]
    sortable = tree.xpath("//th[.//a[contains(@href, 'sort=')]]")
    if sortable and len(tree.xpath("//th[@aria-sort]")) > 1:
        found.append("more than one column says it is the sorted one")
    pages = tree.xpath("//ul[contains(@class, 'pagination')]")
    if pages and not tree.xpath("//ul[contains(@class, 'pagination')]//*[@aria-current='page']"):
        found.append("pagination without the current page")
    if tree.xpath("//nav[@aria-label='Breadcrumb']") and not tree.xpath("//ol//*[@aria-current='page']"):
        found.append("breadcrumb without the current page")
    return found


def _named(table) -> bool:
    if table.xpath("./caption"):
        return True
    return bool(table.get("aria-labelledby") or table.get("aria-label"))


def _labelled(tree, control) -> bool:
    if control.get("aria-label") or control.get("aria-labelledby"):
        return True
    name = control.get("id")
    return bool(name and tree.xpath(f"//label[@for='{name}']")) or bool(control.xpath("ancestor::label"))


def _near(element) -> str:
    return html.tostring(element, encoding="unicode")[:120].replace("\n", " ")
