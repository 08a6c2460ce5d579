"""What browsers receive of the widget: small, complete, and the same protocol on both sides."""

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot import protocol
from bot.settings import ROOT
from bot.widget_files import FILES, IMPORT, joined, prepared, text_of

WIDGET = ROOT / "widget"
MODULES = sorted(path for path in WIDGET.glob("*.js"))
OUTERMOST = re.compile(r"^(?:export )?(?:async )?(?:const|let|class|function\*?) (\w+)", re.MULTILINE)


def constants(name: str) -> object:
    """Return a constant of protocol.js, which is written as JSON."""
    found = re.search(rf"export const {name} = (.+?);\n", (WIDGET / "protocol.js").read_text("utf-8"), re.DOTALL)
    assert found is not None, f"protocol.js has no {name}"
    return json.loads(found[1])


@pytest.mark.parametrize(
    "name", ["FROM_SHOPPER", "FROM_SERVICE", "LONGEST_TEXT", "LARGEST_FILE", "MOST_FILES", "FILE_TYPES"]
)
def test_both_sides_of_the_wire_agree(name: str) -> None:
    assert constants(name) == json.loads(json.dumps(getattr(protocol, name)))


def test_before_opening_two_kilobytes_are_enough() -> None:
    assert len(prepared("savia.js").compressed) <= 2000


def test_sixteen_kilobytes_are_enough_until_one_can_write() -> None:
    assert len(prepared("savia.js").compressed) + len(prepared("panel.js").compressed) <= 16_000


@pytest.mark.parametrize("name", FILES)
def test_a_joined_file_is_a_valid_module(name: str, tmp_path: Path) -> None:
    if (node := shutil.which("node")) is None:
        pytest.skip("node is not here: the browser tests run the same files")
    path = tmp_path / "file.mjs"
    path.write_text(joined(name), encoding="utf-8")
    assert subprocess.run([node, "--check", path], check=False, capture_output=True, text=True).stderr == ""


@pytest.mark.parametrize("name", FILES)
def test_no_two_modules_of_a_file_give_the_same_name(name: str) -> None:
    given = [each for module in FILES[name] for each in set(OUTERMOST.findall(text_of(module, WIDGET)))]
    assert sorted(given) == sorted(set(given))


def test_every_module_is_served() -> None:
    served = {module.removesuffix("+") for modules in FILES.values() for module in modules}
    assert {path.name for path in MODULES} == served


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_a_module_is_read_in_one_sitting_and_makes_no_html(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 300
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setAttribute\(\"style\"", text
    )
    assert len(re.findall(r"^import ", text, re.MULTILINE)) == len(IMPORT.findall(text)), "an import is one line"


def test_what_is_compressed_is_what_is_sent_plain() -> None:
    for name in FILES:
        assert gzip.decompress(prepared(name).compressed) == prepared(name).content


def test_french_sentences_have_no_ordinary_space_before_a_high_mark() -> None:
    sentences = re.findall(r'"([^"\n]*)"|`([^`\n]*)`', (WIDGET / "texts.js").read_text("utf-8"))
    wrong = [a or b for a, b in sentences if re.search(r" [:;?!»]|« ", a or b)]
    assert wrong == []


def test_the_type_checker_finds_nothing_to_say() -> None:
    tsc = ROOT / "node_modules" / ".bin" / "tsc"
    if not tsc.exists():
        pytest.skip("the type checker is not installed: run `npm ci`")
    checked = subprocess.run([tsc, "-p", WIDGET], check=False, capture_output=True, text=True)
    assert checked.stdout == ""


def test_every_sentence_has_its_english_but_what_is_said_to_the_assistant() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine")
    names = """
      const names = (texts, before) => Object.entries(texts).flatMap(([name, text]) =>
        text instanceof Object && !Array.isArray(text) && typeof text !== "function"
          ? names(text, `${before}${name}.`) : [before + name]);
      const { FRENCH, FRENCH_LATER } = await import("./texts.js");
      const { ENGLISH } = await import("./texts.en.js");
      const english = new Set(names(ENGLISH, ""));
      console.log(JSON.stringify(names({ ...FRENCH, ...FRENCH_LATER }, "").filter((name) => !english.has(name))));
    """
    asked = [node, "--input-type=module", "--no-warnings", "-e", names]
    missing = json.loads(subprocess.run(asked, cwd=WIDGET, check=True, capture_output=True, text=True).stdout)
    assert [name for name in missing if "said" not in name and not name.endswith(("file", "File"))] == []


def test_the_documentation_names_every_attribute_call_and_event() -> None:
    documented = (ROOT / "docs" / "widget.md").read_text("utf-8")
    code = "".join(path.read_text("utf-8") for path in MODULES)
    attributes = set(re.findall(r'(?:this|host)\.getAttribute\("(\w+)"\)', code)) | set(
        re.findall(r"host\(\[(\w+)=", code)
    )
    rows = set(re.findall(r"^\| `(\w+)` \|", documented, re.MULTILINE))
    assert rows == attributes | {"lang"}
    calls = set(
        re.findall(r"^    (?:async )?(\w+)\([\w, ]*\) \{$", (WIDGET / "savia.js").read_text("utf-8"), re.MULTILINE)
    )
    public = calls - {"constructor"} - {name for name in calls if name.endswith("Callback")}
    assert set(re.findall(r"^\| `(\w+)\(", documented, re.MULTILINE)) == public
    events = set(re.findall(r'#tell\("(\w+)"', (WIDGET / "dialog.js").read_text("utf-8")))
    assert set(re.findall(r"`sav-(open|close|message|unread)`", documented)) == events
