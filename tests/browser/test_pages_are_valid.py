"""The Nu HTML checker has nothing to say of any page, style sheet or picture: no error, no warning, no remark."""

from __future__ import annotations

from pathlib import Path

from helpers import nu, page_types
from helpers.building import Site
from helpers.planting import planted


def test_nu_has_nothing_to_say(npm_packages: Path, sample: Site, ours: Site, many: Site) -> None:
    large = [many.output / path for path in page_types.each_type(many.output)]
    found = nu.findings(npm_packages, [*nu.files(sample.output, ours.output), *large])
    assert not found, "\n".join(found)


def test_nu_finds_planted_faults(npm_packages: Path, sample: Site, tmp_path: Path) -> None:
    body = '<p><div>block</div></p><img src="a.png"><a href="a b">bad</a>'
    page = planted(sample, tmp_path, "index.html", in_body=body, css="p { colour: red }")
    picture = tmp_path / "planted" / "bad.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg"><rectangle/></svg>', "utf-8")
    found = "\n".join(nu.findings(npm_packages, [page, tmp_path / "planted" / "theme" / "main.css", picture]))
    for expected in ("No “p” element in scope", "“alt” attribute", "Bad value “a b”", "colour", "rectangle"):
        assert expected in found, found
