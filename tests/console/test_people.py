"""Staff's pages of the people of a course, asked for as a browser asks."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from milepost.base import clock
from milepost.people.models import User
from milepost.records.models import Enrolment, Restart, Status
from tests.support.world import (
    LONG_AGO,
    course,
    enrol,
    finished,
    group,
    learner,
    limited_staff,
    record,
    snapshot,
    staff,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bystander")]

DUE = dt.date(2031, 5, 4)


@pytest.fixture
def fire():
    return course("fire", title="Fire safety")


@pytest.fixture
def manager():
    return signed_in(staff("grace"))


def signed_in(user):
    made = Client()
    made.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return made


def limited(login_id, role, *users):
    limited_staff(login_id, role, [group(f"of {login_id}", *users)])
    return signed_in(User.objects.get(login_id=login_id))


def text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def at(name, of, *keys):
    return reverse(name, args=[of.uuid, *keys])


def rows(page):
    """The cells of the table, by login id."""
    found = [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in re.findall(r"<tr>.*?</tr>", page, re.S)
    ]
    words = [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in found[1:]]
    return {login: (name, *cells) for name, status, login, *rest in words for cells in [(status, *rest)]}


def sent(lines, **fields):
    return {"people": "\r\n".join(lines), "due_on": "", "restart": "keep"} | fields


# --- who may -------------------------------------------------------------------------------------
def everything(of, enrolment):
    return [
        ("manage_people", "get", ()),
        ("manage_enrol", "get", ()),
        ("manage_enrol", "post", ()),
        ("manage_enrolment", "get", (enrolment.pk,)),
        ("manage_enrolment", "post", (enrolment.pk,)),
        ("manage_enrolment_end", "post", (enrolment.pk,)),
    ]


def test_a_learner_gets_none_of_it_and_a_stranger_is_asked_to_sign_in(fire):
    ada = learner("ada")
    made, client, nobody = enrol(ada, fire), signed_in(ada), Client()
    for name, method, keys in everything(fire, made):
        assert getattr(client, method)(at(name, fire, *keys)).status_code == 403, name
        assert getattr(nobody, method)(at(name, fire, *keys)).status_code == 302, name


def test_a_reporter_looks_and_changes_nothing(fire):
    ada = learner("ada")
    made, rita = enrol(ada, fire), signed_in(staff("rita", role="Reporter"))
    before = snapshot(ada)
    page = text(rita.get(at("manage_people", fire)))
    assert "Ada" in page
    for name, method, keys in everything(fire, made)[1:]:
        assert at(name, fire, *keys) not in page, name
        assert getattr(rita, method)(at(name, fire, *keys), sent(["bob"])).status_code == 403, name
    assert snapshot(ada) == before


def test_people_outside_the_reach_appear_nowhere(fire):
    ada, bob, cy = learner("ada"), learner("bob"), learner("cy")
    hers, his = enrol(ada, fire), enrol(bob, fire)
    kim = limited("kim", "Training manager", ada)
    before = snapshot(bob), snapshot(cy)
    assert list(rows(text(kim.get(at("manage_people", fire))))) == ["ada"]
    assert "bob" not in text(kim.get(at("manage_people", fire) + "?q=example.org"))
    assert kim.get(at("manage_enrolment", fire, hers.pk)).status_code == 200
    for name, method, keys in everything(fire, his)[3:]:
        assert getattr(kim, method)(at(name, fire, *keys), {"restart": "keep"}).status_code == 404, name
    for who in ("bob", "cy", "cy@example.org", str(cy.uuid)):
        said = text(kim.post(at("manage_enrol", fire), sent([who])), 422)
        assert f"Nobody has the login id, e-mail address or UUID “{who}”." in said
    assert (snapshot(bob), snapshot(cy)) == before


def test_a_group_without_anybody_in_the_course_is_said(fire):
    enrol(learner("bob"), fire)
    page = text(limited("kim", "Training manager", learner("ada")).get(at("manage_people", fire)))
    assert "Nobody of the groups that your role is limited to is enrolled." in page


def test_an_enrolment_stands_under_its_course_alone(fire, manager):
    made, other = enrol(learner("ada"), fire), course("other")
    for name, method, keys in everything(fire, made)[3:]:
        assert getattr(manager, method)(at(name, other, *keys)).status_code == 404, name
    for key in (made.pk + 1000, 2**63):
        assert manager.get(at("manage_enrolment", fire, key)).status_code == 404


# --- the list ------------------------------------------------------------------------------------
def test_the_list_says_how_far_everybody_is(fire, manager):
    finished(learner("ada"), fire)
    enrol(learner("bob"), fire, due_at=LONG_AGO, enrolled_at=None)
    waived = {"completed_by": "staff", "waived_at": LONG_AGO}
    record(enrol(learner("cy"), fire, due_at=LONG_AGO), Status.COMPLETED, **waived)
    again = enrol(learner("dee"), fire)
    record(again, Status.COMPLETED, superseded_at=LONG_AGO)
    record(again, Status.STARTED, opened_by="reset")
    enrol(learner("eve"), fire, ended_at=LONG_AGO)
    page = text(manager.get(at("manage_people", fire)))
    assert rows(page) == {
        "ada": ("Ada", "Passed", "87.5 %", "–", "1 Mar 2024"),
        "bob": ("Bob", "Not started Overdue", "–", "1 Mar 2024", "1 Mar 2024"),
        "cy": ("Cy", "Completed Manually", "–", "1 Mar 2024", "1 Mar 2024"),
        "dee": ("Dee", "Restarted", "–", "–", "1 Mar 2024"),
    }
    assert "4 enrolled" in page
    assert 'aria-current="page">People' in page


def test_it_is_searched_by_name_login_and_address_whatever_is_typed(fire, manager):
    enrol(learner("ada", display_name="Ada Lovelace", email="countess@example.org"), fire)
    enrol(learner("bob"), fire)
    for search in ("love", "ADA", "countess"):
        assert list(rows(text(manager.get(at("manage_people", fire), {"q": search})))) == ["ada"], search
    assert "Nobody in this course matches “zed”." in text(manager.get(at("manage_people", fire), {"q": "zed"}))
    text(manager.get(at("manage_people", fire) + "?q=%00&page=-3"))


def test_it_costs_the_same_for_any_number(fire, manager, statements):
    finished(learner("ada"), fire)
    with statements() as few:
        text(manager.get(at("manage_people", fire)))
    for number in range(60):
        finished(learner(f"many-{number:02}"), fire)
    with statements() as many:
        first = text(manager.get(at("manage_people", fire)))
    assert many.count == few.count, many
    second = text(manager.get(at("manage_people", fire) + "?page=2"))
    assert [len(rows(page)) for page in (first, second)] == [50, 11]
    assert not rows(first).keys() & rows(second).keys()


# --- enrolling -----------------------------------------------------------------------------------
def test_several_are_enrolled_on_the_same_terms(fire, manager):
    ada, bob = learner("ada"), learner("bob", email="bob@example.org")
    left = enrol(learner("cy"), fire, ended_at=LONG_AGO, due_at=LONG_AGO, enrolled_by_operation=7)
    kept = record(left, Status.COMPLETED)
    lines = ["ada", "", "  BOB@example.org ", "cy", "ada", ""]
    fields = {"due_on": "2031-05-04", "restart": "after_completion"}
    answer = manager.post(at("manage_enrol", fire), sent(lines, **fields), follow=True)
    assert "3 learners are enrolled." in text(answer)
    for user in (ada, bob, left.user):
        made = Enrolment.objects.get(user=user, course=fire)
        assert (made.due_at, made.restart, made.ended_at) == (clock.end_of(DUE), Restart.AFTER_COMPLETION, None)
        assert made.enrolled_at == made.recorded_at != LONG_AGO
    left.refresh_from_db()
    assert left.enrolled_by_operation is None
    assert left.records.get() == kept


def test_each_wrong_line_is_named_and_nobody_is_enrolled(fire, manager):
    for name in ("one", "two"):
        learner(name, email="both@example.org")
    enrol(learner("there"), fire)
    ada = learner("ada")
    before = snapshot(ada)
    lines = ["ada", "nobody", "", "both@example.org", "there", "<b>"]
    page = text(manager.post(at("manage_enrol", fire), sent(lines, due_on="2031-05-04")), 422)
    assert "4 lines are at fault, so nobody was enrolled." in page
    assert "Line 2: Nobody has the login id, e-mail address or UUID “nobody”." in page
    assert "Line 4: “both@example.org” fits more than one learner. Write the login id or the UUID." in page
    assert "Line 5: “there” is enrolled already. Take this line out." in page
    assert "Line 6: Nobody has the login id, e-mail address or UUID “&lt;b&gt;”." in page
    assert "ada\r\nnobody\r\n\r\nboth@example.org\r\nthere\r\n&lt;b&gt;</textarea>" in page
    assert 'value="2031-05-04"' in page
    assert snapshot(ada) == before


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"people": " \r\n "}, "This field is required."),
        ({"people": "ada\r\n" * 501}, "At most 500 lines at once."),
        ({"people": "ada", "due_on": "9999-12-31"}, "A due date lies between the years"),
        ({"people": "ada", "due_on": "soon"}, "Enter a valid date."),
        ({"people": "ada", "restart": "never"}, "never is not one of the available choices."),
        ({"people": "a\0da"}, "Null characters are not allowed."),
    ],
)
def test_what_is_no_value_is_said_and_nobody_is_enrolled(fire, manager, fields, said):
    ada = learner("ada")
    page = text(manager.post(at("manage_enrol", fire), sent([]) | fields), 422)
    assert said in page
    assert not Enrolment.objects.filter(user=ada).exists()


def test_an_archived_course_takes_nobody(manager):
    old = course("old", title="Old", archived_at=LONG_AGO)
    ada = learner("ada")
    assert at("manage_enrol", old) not in text(manager.get(at("manage_people", old)))
    assert "is archived" in text(manager.post(at("manage_enrol", old), sent(["ada"])), 422)
    assert not Enrolment.objects.filter(user=ada).exists()


def test_enrolling_costs_the_same_for_any_number(fire, manager, statements):
    people = [learner(f"many-{number}") for number in range(25)]
    with statements() as few:
        manager.post(at("manage_enrol", fire), sent([people[0].login_id]))
    with statements() as many:
        manager.post(at("manage_enrol", fire), sent([user.login_id for user in people[1:]]))
    assert Enrolment.objects.filter(course=fire).count() == 25
    assert many.count == few.count, many


# --- one enrolment -------------------------------------------------------------------------------
def test_due_date_and_restart_setting_are_changed_and_what_is_not_changed_stays(fire, manager):
    odd = dt.datetime(2031, 5, 4, 10, 20, tzinfo=dt.UTC)  # of a migration: not the end of a day
    made = enrol(learner("ada"), fire, due_at=odd)
    page = text(manager.get(at("manage_enrolment", fire, made.pk)))
    assert 'value="2031-05-04"' in page
    answer = manager.post(
        at("manage_enrolment", fire, made.pk), {"due_on": "2031-05-04", "restart": "after_completion"}
    )
    assert (answer.status_code, answer["Location"]) == (302, at("manage_people", fire))
    made.refresh_from_db()
    assert (made.due_at, made.restart, made.enrolled_at) == (odd, Restart.AFTER_COMPLETION, LONG_AGO)
    manager.post(at("manage_enrolment", fire, made.pk), {"due_on": "", "restart": "after_completion"})
    made.refresh_from_db()
    assert (made.due_at, made.restart) == (None, Restart.AFTER_COMPLETION)
    said = {"due_on": "9999-01-01", "restart": "keep"}
    page = text(manager.post(at("manage_enrolment", fire, made.pk), said), 422)
    assert "A due date lies between" in page
    assert 'value="9999-01-01"' in page


def test_it_is_ended_and_its_records_stay(fire, manager):
    ada = learner("ada")
    done = finished(ada, fire)
    before, key = snapshot(ada), done.enrolment_id
    assert "Records and dates stay." in text(manager.get(at("manage_enrolment", fire, key)))
    answer = manager.post(at("manage_enrolment_end", fire, key), follow=True)
    assert "The enrolment of Ada has ended." in text(answer)
    after = snapshot(ada)
    [ended] = after.pop("records_enrolment")
    [was] = before.pop("records_enrolment")
    assert ended.pop("ended_at") is not None
    assert was.pop("ended_at") is None
    assert (ended, after) == (was, before)
    assert rows(text(manager.get(at("manage_people", fire)))) == {}


def test_an_ended_one_is_not_changed_and_can_begin_again(fire, manager):
    made = enrol(learner("ada", email="a+b@example.org"), fire, ended_at=LONG_AGO)
    said = {"due_on": "2031-05-04", "restart": "keep"}
    page = text(manager.post(at("manage_enrolment", fire, made.pk), said), 422)
    assert "The enrolment has ended. Enrol the learner again first." in page
    way = f"{at('manage_enrol', fire)}?who=ada"
    assert way in page
    assert ">\nada</textarea>" in text(manager.get(way))
    made.refresh_from_db()
    assert (made.ended_at, made.due_at) == (LONG_AGO, None)
