"""Studio: the courses with their figures, of the officer's people alone."""

from __future__ import annotations

from elearning.accounts.services import grant_role
from elearning.core import clock as core_clock
from elearning.core.permissions import Role
from tests.factories import make_person, make_team
from tests.support.page_rules import assert_page_rules
from tests.support.small_course import enrol, make_course


def page_of(client, address="/studio"):
    response = client.get(address)
    assert response.status_code == 200, response.text
    assert_page_rules(response.text)
    return response.text


def line_of(page, title):
    return page[page.index(title) :].partition("</tr>")[0]


def test_each_course_has_its_figures_over_the_officers_own_people(sign_in, group):
    line = line_of(page_of(sign_in(group.officer)), "Kursus Contoh yang Singkat")
    assert "Terbit, revisi 1" in line
    assert "14 Mei 2026" in line
    assert 'href="/studio/kursus/kursus-kc-01">4</a>' in line
    assert 'href="/studio/kursus/kursus-kc-01?keadaan=selesai">1</a>' in line
    assert 'href="/studio/kursus/kursus-kc-01?nilai=dinilai&amp;urut=nilai">50%</a>' in line
    assert "1 dari 2 orang" in line
    assert 'keadaan=selesai&amp;urut=-lama">4</a>' in line


def test_a_site_wide_officer_counts_everybody(sign_in, group):
    everywhere = make_person("Contoh Pusat")
    grant_role(everywhere, Role.TRAINING_OFFICER, None, actor_id=None, now=core_clock.now())
    line = line_of(page_of(sign_in(everywhere)), "Kursus Contoh yang Singkat")
    assert 'href="/studio/kursus/kursus-kc-01">5</a>' in line
    assert "2 dari 3 orang" in line


def test_a_person_who_was_deactivated_or_left_is_not_counted(sign_in, group):
    group.idle.is_active = False
    line = line_of(page_of(sign_in(group.officer)), "Kursus Contoh yang Singkat")
    assert 'href="/studio/kursus/kursus-kc-01">3</a>' in line


def test_courses_are_searched_and_sorted_by_the_address(sign_in, group):
    make_course("KZ-09", title="Kursus tanpa siapa pun")
    client = sign_in(group.officer)
    assert "Kursus Contoh yang Singkat" not in page_of(client, "/studio?q=siapa+pun")
    assert "Kursus tanpa siapa pun" in page_of(client, "/studio?q=kz-09")
    up, down = page_of(client, "/studio?urut=peserta"), page_of(client, "/studio?urut=-peserta")
    places = [page.index("Kursus Contoh yang Singkat") < page.index("Kursus tanpa siapa pun") for page in (up, down)]
    assert places == [False, True]
    assert 'aria-sort="descending"' in down
    assert "Tidak ada kursus yang cocok" in page_of(client, "/studio?q=entah&urut=entah")


def test_the_list_costs_the_same_whatever_the_number_of_people(sign_in, group, count_statements):
    client = sign_in(group.officer)
    page_of(client)
    with count_statements() as few:
        page_of(client)
    for _ in range(10):
        enrol(make_person(), group.course)
    make_course("KZ-09")
    with count_statements(at_most=few.count) as many:
        page_of(client)
    assert many.count == few.count


def test_the_door_is_open_to_officers_alone_and_stands_in_their_page_head(client, sign_in, officer):
    assert client.get("/studio").status_code == 303
    assert 'href="/studio"' in sign_in(officer).get("/").text
    supervisor, _ = make_team(1)
    assert sign_in(supervisor).get("/studio").status_code == 403
    assert 'href="/studio"' not in client.get("/").text


def test_who_is_both_sees_the_team_and_the_studio(sign_in):
    supervisor, _ = make_team(1)
    grant_role(supervisor, Role.TRAINING_OFFICER, supervisor.agency_id, actor_id=None, now=core_clock.now())
    home = sign_in(supervisor).get("/").text
    assert 'href="/tim"' in home
    assert 'href="/studio"' in home
