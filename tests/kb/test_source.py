from __future__ import annotations

import pytest

from kb.errors import BadRecords
from kb.layers import read_folders
from kb.source import not_read, read_content
from kb.text import Text
from tests.support import DATA, shipped

AREA = "id: area/{0}\ntitle: {{zh: 区, en: {1}}}\n"


@pytest.fixture
def folder(tmp_path):
    """Return a maker of folders: file name → content."""

    def make(name, **files):
        for file, content in files.items():
            path = tmp_path / name / f"{file.replace('__', '/')}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        return tmp_path / name

    return make


def test_records_of_all_folders_below_come_sorted_by_id(folder):
    made = folder("data", b=AREA.format("b", "B"), deep__down__a=AREA.format("a", "A"))

    loaded = read_folders([made])

    assert [(one.record.id, one.file) for one in loaded] == [
        ("area/a", "data/deep/down/a.yaml"),
        ("area/b", "data/b.yaml"),
    ]


def test_a_later_folder_overrides_an_earlier_one(folder):
    city = folder("city", a=AREA.format("a", "City"), b=AREA.format("b", "City"))
    district = folder("district", a=AREA.format("a", "District"))

    loaded = read_folders([city, district])

    assert {one.record.id: one.record.title.en for one in loaded} == {
        "area/a": "District",
        "area/b": "City",
    }


def test_two_records_with_one_id_in_a_folder_are_refused_with_both_places(folder):
    made = folder("data", one=AREA.format("a", "One"), two=AREA.format("a", "Two"))

    with pytest.raises(BadRecords) as error:
        read_folders([made])

    (problem,) = error.value.problems
    assert (problem.file, problem.line, problem.place) == ("data/two.yaml", 1, "id")
    assert problem.problem.en == "area/a also stands in data/one.yaml:1."
    assert problem.remedy.en == "Keep one."


def test_two_records_with_one_id_in_a_file_are_refused_with_both_lines(folder):
    made = folder(
        "data",
        all="- id: area/a\n  title: {zh: 一, en: One}\n- id: area/a\n  title: {zh: 二, en: Two}\n",
    )

    with pytest.raises(BadRecords) as error:
        read_folders([made])

    (problem,) = error.value.problems
    assert (problem.file, problem.line) == ("data/all.yaml", 3)
    assert "data/all.yaml:1" in problem.problem.en


def test_the_problems_of_all_files_are_said_at_once(folder):
    made = folder(
        "data", one="id: area/a\n", two="id: area/b\ntitle: {zh: 一}\n", good=AREA.format("c", "C")
    )

    with pytest.raises(BadRecords) as error:
        read_folders([made])

    assert [(p.file, p.line, p.place) for p in error.value.problems] == [
        ("data/one.yaml", 1, "title"),
        ("data/two.yaml", 2, "title.en"),
    ]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadRecords, match=r"nowhere: is not a folder. Name a folder of records"):
        read_folders([tmp_path / "nowhere"])


@pytest.mark.parametrize("name", ["a.yaml", "a.yml", "a.YAML", "A.Yml"])
def test_a_file_of_records_is_read_whatever_the_case_of_its_ending(tmp_path, name):
    (tmp_path / name).write_text(AREA.format("a", "A"), encoding="utf-8")

    assert [one.record.id for one in read_folders([tmp_path])] == ["area/a"]
    assert list(not_read(tmp_path)) == []


@pytest.mark.parametrize(
    ("name", "renamed"),
    [
        ("young.yaml.txt", "young.yaml"),
        ("young.json", "young.yaml"),
        ("deep/young", "young.yaml"),
        ("README.md", None),
        (".DS_Store", None),
        (".git/config", None),
    ],
)
def test_a_file_with_another_ending_is_named_with_a_better_name(folder, name, renamed):
    made = folder("data", a=AREA.format("a", "A"))
    (made / name).parent.mkdir(exist_ok=True)
    (made / name).write_text("id: area/b\n", encoding="utf-8")

    said = [str(problem) for problem in not_read(made)]

    remedy = f"data/{name}: was not read. Rename it to {renamed} if it holds records."
    assert said == ([remedy] if renamed else [])
    assert len(read_folders([made])) == 1


def test_an_empty_folder_is_named_with_the_files_it_was_not_read_for(tmp_path):
    (tmp_path / "young.yaml.txt").write_text("id: area/b\n", encoding="utf-8")

    with pytest.raises(BadRecords) as error:
        read_folders([tmp_path])

    empty, left = error.value.problems
    assert empty.place == str(tmp_path)
    assert empty.problem.en == "holds no records."
    assert empty.remedy.en == "Name a folder with .yaml files."
    assert left.remedy.en.startswith("Rename it to young.yaml")


def test_a_record_in_a_list_knows_the_lines_of_its_parts():
    one, two = read_content(
        b"- id: area/a\n  title: {zh: A, en: A}\n- id: area/b\n  title: {zh: B, en: B}\n", "x"
    )

    assert (one.line(), two.line(), two.line(("title", "en"))) == (1, 3, 4)
    assert two.line(("sources", 4)) == 3
    assert str(two.problem((), Text(zh="怪。", en="is odd."))) == "x:3: area/b: is odd."


def test_a_shipped_file_is_named_by_the_id_of_its_only_record():
    for loaded in shipped():
        if loaded.at == () and not loaded.file.startswith("data/calendars"):
            name = loaded.record.id.partition("/")[2]
            assert loaded.file.endswith(f"/{name}.yaml"), loaded.file


def test_every_yaml_file_of_data_is_read():
    files = {str(path.relative_to(DATA.parent)) for path in DATA.rglob("*.yaml")}

    assert {loaded.file for loaded in shipped()} == files
