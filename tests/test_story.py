"""The order of the story: every experiment that comes with resexp has one place in it."""

from resexp import experiment, story


def test_every_experiment_has_one_chapter_and_unknown_ones_come_last(monkeypatch):
    monkeypatch.delenv("RESEXP_EXPERIMENTS", raising=False)
    names = experiment.names()
    told = [name for chapter in story.CHAPTERS for name in chapter.experiments]
    assert len(told) == len(set(told)) and set(names) <= set(told)
    order = story.in_order(["mine", *names])
    assert sorted(order) == sorted(["mine", *names]) and order[0] == "degradation" and order[-1] == "mine"
    chapters = story.chapters(["mine", "paths", "degradation", "lesion"])
    assert [(chapter.name, some) for chapter, some in chapters] == [
        ("depth", ["degradation"]),
        ("paths", ["lesion", "paths"]),
        ("more", ["mine"]),
    ]


def test_what_the_story_names_is_there():
    for name, figure in story.LEADS.items():
        assert f'"{figure}"' in experiment.path_of(name).read_text()
    assert set(story.FIRST_LOOK) <= set(experiment.names()) and story.FIRST_LOOK[0] == "degradation"
