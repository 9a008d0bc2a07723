"""The two commands: they set themselves up, say what is wrong in one line, and keep the status of what they run."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command, cwd=ROOT, **environment):
    return subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture
def checkout(tmp_path):
    """A checkout without an environment, whose lock file asks for what no index has."""
    shutil.copy(ROOT / "tasks.py", tmp_path)
    (tmp_path / "requirements.lock").write_text(f"colophon-none==1 --hash=sha256:{'0' * 64}\n", encoding="ascii")
    return tmp_path


def test_no_argument_lists_every_task_with_its_help():
    listing = run("-m", "invoke", "--list").stdout
    for task in ("bench", "build", "check", "clean", "format", "lint", "lock", "serve", "test"):
        assert re.search(rf"^  {task}  +[A-Z]", listing, re.MULTILINE), task


def test_second_run_starts_within_a_second():
    if Path(sys.prefix) != ROOT / ".venv":
        pytest.skip("this environment was not made by tasks.py")
    seconds = []
    for _ in range(3):  # the machine may be busy; what counts is what a start needs of a processor
        before = os.times()
        result = run("tasks.py")
        after = os.times()
        seconds.append(after.children_user + after.children_system - before.children_user - before.children_system)
        assert result.stdout.startswith("Available tasks")
    assert min(seconds) < 1


def test_lock_has_a_hash_for_every_package_and_names_no_host():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^([\w.-]+)==[^\n]*\\\n +--hash=sha256:[0-9a-f]{64}", lock, re.MULTILINE)
    assert pins == re.findall(r"^([\w.-]+)[=<>~ @]", lock, re.MULTILINE)
    assert not re.search(r"https?:|^--?[a-z]", lock, re.MULTILINE)


def test_lock_holds_what_the_project_asks_for():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").lower()
    asked = re.findall(r'^  "([\w.-]+)(?:\[\w+\])?==([\w.]+)", +# \S', project, re.MULTILINE)
    assert len(asked) > 20
    for name, version in asked:
        assert f"{name.lower()}=={version} " in lock


def test_set_up_that_fails_says_so_in_one_line_and_is_not_taken_for_a_finished_one(checkout):
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / "stamp").write_text("of another lock file", encoding="ascii")
    result = run("tasks.py", "build", cwd=checkout, PIP_NO_INDEX="1")
    assert result.returncode == 1
    assert result.stdout.startswith("Setting up .venv/")
    (line,) = result.stderr.splitlines()
    assert line.startswith("The packages could not be installed. ")
    assert line.endswith("setup.log")
    assert not (checkout / ".venv" / "stamp").exists()


def test_missing_venv_module_is_told_with_its_remedy(checkout):
    (checkout / "ensurepip.py").write_text("raise ImportError", encoding="ascii")
    (checkout / "venv.py").write_text("raise SystemExit(1)", encoding="ascii")
    result = run("tasks.py", cwd=checkout, PYTHONPATH=str(checkout))
    assert result.returncode == 1
    assert "apt install python3-venv" in result.stderr
    assert "Traceback" not in result.stderr


def test_python_that_is_too_old_is_told_so(checkout):
    script = "import sys; sys.version_info = (3, 9); sys.version = '3.9.1 x'; import runpy; runpy.run_path('tasks.py')"
    result = run("-c", script, cwd=checkout)
    assert (result.returncode, result.stderr.count("\n")) == (1, 1)
    assert "needs Python 3.11 or newer; this is 3.9.1" in result.stderr


def test_status_of_the_command_is_kept():
    result = run("-m", "invoke", "test", "--", "--no-such-option")
    assert result.returncode == 4  # pytest's for a wrong option
    assert "Traceback" not in result.stderr


def test_package_is_found_from_any_folder(tmp_path):
    if not list(Path(sys.prefix).glob("**/site-packages/colophon.pth")):
        pytest.skip("this environment was not made by tasks.py")
    assert run("-c", "import colophon", cwd=tmp_path).returncode == 0


def test_corpus_is_the_same_every_time(tmp_path):
    for folder, seed in (("a", "1"), ("b", "2")):
        assert run("benchmarks/corpus.py", 3, tmp_path / folder, PYTHONHASHSEED=seed).returncode == 0
    files = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.md"))
    assert len(files) == 9
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
